import type { ScatterPoints } from "#lib/catalog/queries/features.ts";
import { type FigureScales, scaleFigures, shareOfDensity } from "./figure-scales.ts";

/**
 * Points for a chart, as text: three base-36 digits of position on each axis, one of score where the source has scores, and
 * the feature's index where it is not the one after the last. A dictionary of 4,096 features takes 29 KB, its JSON 160 KB.
 */
export type PackedScatter = FigureScales & {
  live: number;
  dead: number;
  thinned: boolean;
  /** Whether any feature has a score. */
  scored: boolean;
  points: string;
};

const STEPS = 36 ** 3 - 1;
const DIGITS = 3;
const SCORE_STEPS = 35;
const UNSCORED = "-";

/** @returns undefined when no feature is live */
export function packScatter({
  index,
  density,
  maxActivation,
  score,
  total,
  thinned,
}: ScatterPoints): PackedScatter | undefined {
  const scales = scaleFigures({ density, maxActivation });
  if (!scales) return undefined;
  const live = density.reduce((count, value) => count + Number(value > 0), 0);
  const scored = score.some((value) => !Number.isNaN(value));
  let points = "";
  let expected = 0;
  for (let at = 0; at < index.length; at++) {
    const share = density[at] ?? 0;
    if (share <= 0) continue;
    const feature = index[at] ?? 0;
    if (feature !== expected) points += `@${feature.toString(36)}.`;
    points += digits(shareOfDensity(share, scales)) + digits((maxActivation[at] ?? 0) / scales.top);
    if (scored) points += scoreDigit(score[at] ?? Number.NaN);
    expected = feature + 1;
  }
  return { ...scales, live, dead: total - live, thinned, scored, points };
}

export type ScatterPoint = {
  index: number;
  x: number;
  y: number;
  /** To a thirty-fifth, and 0 for less; undefined where it has none. */
  score: number | undefined;
};

/** Inverse of `packScatter`: both axes as shares 0…1 of their length. */
export function unpackScatter({ points, scored }: Pick<PackedScatter, "points" | "scored">): ScatterPoint[] {
  const found: ScatterPoint[] = [];
  let index = 0;
  for (let at = 0; at < points.length;) {
    if (points[at] === "@") {
      const end = points.indexOf(".", at);
      index = Number.parseInt(points.slice(at + 1, end), 36);
      at = end + 1;
      continue;
    }
    const read = (from: number) => Number.parseInt(points.slice(from, from + DIGITS), 36) / STEPS;
    const end = at + 2 * DIGITS;
    found.push({ index, x: read(at), y: read(at + DIGITS), score: scored ? readScore(points[end]) : undefined });
    index += 1;
    at = end + (scored ? 1 : 0);
  }
  return found;
}

const digits = (share: number) =>
  Math.round(Math.min(1, Math.max(0, share)) * STEPS)
    .toString(36)
    .padStart(DIGITS, "0");

const scoreDigit = (score: number) =>
  Number.isNaN(score) ? UNSCORED : Math.round(Math.min(1, Math.max(0, score)) * SCORE_STEPS).toString(36);

const readScore = (digit = UNSCORED) => (digit === UNSCORED ? undefined : Number.parseInt(digit, 36) / SCORE_STEPS);
