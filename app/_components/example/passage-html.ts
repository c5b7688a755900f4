import { parseValue } from "#app/_components/number/format.ts";
import { visibleBytes, visibleTokenText } from "#app/_components/token/visible-token.ts";
import { levelName } from "./level.ts";
import { listActiveTokens, type ActiveToken, type PassageText } from "./passage-text.ts";

const CUT = '<span class="cut"></span>';

/**
 * The inside of a passage: text left of the peak, the peak, text right of it. Only active tokens are elements; a run of
 * silent ones is one text node. Everything from outside is escaped here and nowhere else.
 */
export function passageHtml(passage: PassageText, max: number): string {
  const { text, near, cut } = passage;
  const [from, to] = near;
  const tokens = listActiveTokens(passage);
  const order = Math.max(0, passage.peak);
  const peak = tokens[order] ?? { start: from, end: from, value: "0", bytes: "" };
  const left = splitTokens(tokens.slice(0, order), from);
  const right = splitTokens(tokens.slice(order + 1), to);
  const far = (start: number, end: number, lit: readonly ActiveToken[]) =>
    start < end ? `<span class="far">${runHtml(text, start, end, lit, max)}</span>` : "";
  const before = far(0, from, left.before) + (from > 0 || cut?.before ? CUT : "");
  const after = (to < text.length || cut?.after ? CUT : "") + far(to, text.length, right.after);
  const { space, html, rest } = tokenHtml(text, peak, max, true);
  return (
    `<span class="l"><span>${before}${runHtml(text, from, peak.start, left.after, max)}${space}</span></span>${html}` +
    `<span class="r">${rest}${runHtml(text, peak.end, to, right.before, max)}${after}</span>`
  );
}

/** A whole text as it was typed, active tokens lit, the strongest marked: what no snippet is made of. */
export function textHtml(passage: Pick<PassageText, "text" | "active" | "peak">, max: number): string {
  const tokens = listActiveTokens(passage);
  return runHtml(passage.text, 0, passage.text.length, tokens, max, tokens[passage.peak]);
}

function splitTokens(tokens: readonly ActiveToken[], at: number) {
  const before = tokens.filter(({ start }) => start < at);
  return { before, after: tokens.slice(before.length) };
}

/** The characters `from` … `to`, and the active tokens that lie in them; `peak` if it is one of them. */
function runHtml(
  text: string,
  from: number,
  to: number,
  tokens: readonly ActiveToken[],
  max: number,
  peak?: ActiveToken,
): string {
  let html = "";
  let written = from;
  for (const token of tokens) {
    const { space, html: lit, rest } = tokenHtml(text, token, max, token === peak);
    html += silentHtml(text.slice(written, token.start)) + space + lit + rest;
    written = token.end;
  }
  return html + silentHtml(text.slice(written, to));
}

/** An active token. A space before a word stays outside the light, where a typesetter would leave it. */
function tokenHtml(text: string, { start, end, value, bytes }: ActiveToken, max: number, peak: boolean) {
  const token = bytes === "" ? text.slice(start, end) : visibleBytes(bytes);
  const blank = token.trim() === "";
  const space = !blank && token.startsWith(" ") ? " " : "";
  const shown = blank ? escapeHtml(visibleTokenText(token)) : silentHtml(token.slice(space.length));
  const name = levelName(parseValue(value), max) + (peak ? " p" : "");
  return {
    space,
    html: `<mark class="${name}" data-v="${escapeHtml(value)}">${shown}</mark>`,
    rest: blank && token.includes("\n") ? '<i class="b">\n</i>' : "",
  };
}

function silentHtml(text: string): string {
  return escapeHtml(text).replaceAll("\n", "<i>\n</i>").replaceAll("\t", '<i class="t">\t</i>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
