import { levelName } from "#app/_components/example/level.ts";
import { escapeHtml } from "#app/_components/example/passage-html.ts";
import { formatValue, plural } from "#app/_components/number/format.ts";
import { visibleBytes, visibleTokenText } from "#app/_components/token/visible-token.ts";
import type { EvidencePassage } from "#lib/explain/evidence-view.ts";

type Passage = Pick<EvidencePassage, "tokens" | "fragments" | "predicted" | "actual" | "kind">;

/** Largest values, that strengths are shown against. */
export type Scales = { actual: number; predicted: number };

/** Tokens shown on either side of the one a passage was chosen for. */
const NEAR = 24;
const STEPS = 3;
const CUT = '<span class="cut"></span>';

/**
 * A held-out passage around the token it was chosen for. What the feature did is the light behind a token, with its value
 * beside it; what was predicted is the line under it, thicker where stronger. `near`: tokens shown on either side. Everything from outside is escaped here.
 */
export function evidenceHtml(passage: Passage, scales: Scales, { near = NEAR }: { near?: number } = {}): string {
  const { tokens } = passage;
  const values = readValues(passage);
  const centre = findCentre(passage);
  const from = Math.max(0, centre - near);
  const to = Math.min(tokens.length, centre + near + 1);
  let html = from > 0 ? CUT : "";
  for (let position = from; position < to; position++) {
    const text = tokens[position] ?? "";
    const value = values.get(position);
    html += value ? markHtml(shownText(passage, position, text), value, scales, position === centre) : plainHtml(text);
  }
  return html + (to < tokens.length ? CUT : "");
}

/** In words, for those who do not see it and as a check for those who do. */
export function describePassage(passage: Passage): string {
  let both = 0;
  let missed = 0;
  let wrong = 0;
  for (const { actual, predicted } of readValues(passage).values()) {
    if (actual > 0 && predicted > 0) both += 1;
    else if (actual > 0) missed += 1;
    else if (predicted > 0) wrong += 1;
  }
  const fires = `It fires on ${plural(both + missed, "token")} of the passage`;
  return `${fires}: ${both} predicted, ${missed} missed. Predicted where it is silent: ${wrong}.`;
}

type Value = { actual: number; predicted: number };

function readValues({ predicted, actual }: Passage): Map<number, Value> {
  const values = new Map<number, Value>();
  predicted.positions.forEach((at, i) => values.set(at, { actual: 0, predicted: predicted.values[i] ?? 0 }));
  actual.positions.forEach((at, i) =>
    values.set(at, { predicted: values.get(at)?.predicted ?? 0, actual: actual.values[i] ?? 0 }),
  );
  return values;
}

/** The strongest token of the kind that the passage is an example of. */
function findCentre(passage: Passage): number {
  const isOfKind = {
    hit: ({ actual, predicted }: Value) => actual > 0 && predicted > 0,
    miss: ({ actual, predicted }: Value) => actual > 0 && predicted === 0,
    "false-alarm": ({ actual, predicted }: Value) => actual <= 0 && predicted > 0,
    silent: () => false,
  }[passage.kind];
  const candidates = [...readValues(passage)].filter(([, value]) => isOfKind(value));
  const strength = ({ actual, predicted }: Value) => Math.max(actual, passage.kind === "false-alarm" ? predicted : 0);
  const strongest = candidates.reduce<[number, Value] | undefined>(
    (best, entry) => (best && strength(best[1]) >= strength(entry[1]) ? best : entry),
    undefined,
  );
  return strongest?.[0] ?? Math.floor(passage.tokens.length / 2);
}

function shownText({ fragments }: Passage, position: number, text: string): string {
  if (text !== "") return text;
  return visibleBytes(fragments.find((fragment) => fragment.position === position)?.bytes ?? "");
}

function markHtml(text: string, { actual, predicted }: Value, scales: Scales, centre: boolean): string {
  const blank = text.trim() === "";
  const space = !blank && text.startsWith(" ") ? " " : "";
  const classes = [
    ...(actual === 0 ? [] : [levelName(actual, scales.actual)]),
    ...(predicted > 0 ? [`u${Math.min(STEPS, Math.max(1, Math.ceil((predicted / scales.predicted) * STEPS)))}`] : []),
    ...(centre ? ["c"] : []),
  ];
  const value = actual === 0 ? "" : `<sup>${escapeHtml(formatValue(actual))}</sup>`;
  const says = `is ${formatValue(actual)}, predicted ${formatValue(predicted)}`;
  const shown = blank ? escapeHtml(visibleTokenText(text)) : plainHtml(text.slice(space.length));
  return `${space}<mark class="${classes.join(" ")}" data-v="${escapeHtml(says)}">${shown}</mark>${value}${
    blank && text.includes("\n") ? '<i class="b">\n</i>' : ""
  }`;
}

const plainHtml = (text: string): string =>
  escapeHtml(text).replaceAll("\n", "<i>\n</i>").replaceAll("\t", '<i class="t">\t</i>');
