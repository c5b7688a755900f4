import { formatValue } from "#app/_components/number/format.ts";
import { visibleTokenText } from "#app/_components/token/visible-token.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { activationLevel } from "./level.ts";

/** Tokens shown before and after the peak in a snippet; the rest is there and shown by the full range. */
const NEAR_BEFORE = 14;
const NEAR_AFTER = 18;

type Text = Pick<ActivationExample, "tokens" | "positions" | "values" | "peak">;

/**
 * The inside of a passage: text left of the peak, the peak, text right of it. Only active tokens are elements, runs of
 * silent ones are one text node each: a page of 65 examples as components took three times as long to render.
 * Everything from outside is escaped here and nowhere else.
 */
export function passageHtml(
  { tokens, positions, values, peak }: Text,
  max: number,
  near = { before: NEAR_BEFORE, after: NEAR_AFTER },
): string {
  const active = new Map(positions.map((position, at) => [position, values[at] ?? 0]));
  const run = (from: number, to: number) => runHtml(tokens, active, max, from, to);
  const start = Math.max(0, peak - near.before);
  const end = Math.min(tokens.length, peak + 1 + near.after);
  const farLeft = start > 0 ? `<span class="far">${run(0, start)}</span><span class="cut"></span>` : "";
  const farRight =
    end < tokens.length ? `<span class="cut"></span><span class="far">${run(end, tokens.length)}</span>` : "";
  const { space, html, after } = tokenHtml(tokens[peak] ?? "", active.get(peak) ?? 0, max, true);
  return `<span class="l"><span>${farLeft}${run(start, peak)}${space}</span></span>${html}<span class="r">${after}${run(peak + 1, end)}${farRight}</span>`;
}

function runHtml(
  tokens: readonly string[],
  active: ReadonlyMap<number, number>,
  max: number,
  from: number,
  to: number,
): string {
  let html = "";
  for (let position = from; position < to; position++) {
    const text = tokens[position] ?? "";
    const value = active.get(position) ?? 0;
    if (value === 0) html += silentHtml(text);
    else {
      const token = tokenHtml(text, value, max, false);
      html += token.space + token.html + token.after;
    }
  }
  return html;
}

/** An active token. A space before a word stays outside the light, where a typesetter would leave it. */
function tokenHtml(
  text: string,
  value: number,
  max: number,
  peak: boolean,
): { space: string; html: string; after: string } {
  const name = `a${activationLevel(value, max)}${peak ? " p" : ""}`;
  const blank = text.trim() === "";
  const space = !blank && text.startsWith(" ") ? " " : "";
  const shown = blank ? escapeHtml(visibleTokenText(text)) : silentHtml(text.slice(space.length));
  return {
    space,
    html: `<mark class="${name}" data-v="${formatValue(value)}">${shown}</mark>`,
    after: blank && text.includes("\n") ? '<i class="b">\n</i>' : "",
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
