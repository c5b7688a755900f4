import type { ScatterPoint } from "./pack-scatter.ts";

/** Points of one colour, and what it says. */
export type Band = { name: string; color: string; points: ScatterPoint[] };

const BANDS = [
  { name: "under 0.25", share: 0 },
  { name: "0.25 to 0.5", share: 33 },
  { name: "0.5 to 0.75", share: 67 },
  { name: "0.75 and more", share: 100 },
] as const;

/** Points by score, in the order to draw them: those without one, then from the lowest to the highest. */
export function bandByScore(points: readonly ScatterPoint[]): Band[] {
  const bandOf = (score: number) => Math.min(BANDS.length - 1, Math.floor(score * BANDS.length));
  return [
    {
      name: "no score",
      color: "var(--color-rule)",
      points: points.filter(({ score }) => score === undefined),
    },
    ...BANDS.map(({ name, share }, band) => ({
      name,
      color: `color-mix(in oklab, var(--color-lit) ${share}%, var(--color-quiet))`,
      points: points.filter(({ score }) => score !== undefined && bandOf(score) === band),
    })),
  ];
}
