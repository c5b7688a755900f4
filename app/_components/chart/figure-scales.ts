import type { ScatterPoints } from "#lib/catalog/queries/features.ts";
import { extentOf } from "#lib/stats/extent.ts";

/** Where the axes and colours of a source's features end. */
export type FigureScales = {
  /** log10 of density at both ends, whole numbers. */
  low: number;
  high: number;
  /** Largest activation; the other end is 0. */
  top: number;
};

/** @returns undefined when no feature is live */
export function scaleFigures({
  density,
  maxActivation,
}: Pick<ScatterPoints, "density" | "maxActivation">): FigureScales | undefined {
  const live = extentOf(density.filter((value) => value > 0));
  if (live.low > live.high) return undefined;
  const low = Math.floor(exponentOf(live.low));
  return {
    low,
    high: Math.max(low + 1, Math.ceil(exponentOf(live.high))),
    top: Math.max(Number.MIN_VALUE, extentOf(maxActivation).high),
  };
}

/** log10 of a float32, rounded as it is: 0.1 in float32 is a little more than a tenth, and its exponent −1 all the same. */
const exponentOf = (value: number): number => Math.fround(Math.log10(value));

/** Where a density lies on its scale, 0…1. */
export const shareOfDensity = (density: number, { low, high }: FigureScales): number =>
  (Math.log10(density) - low) / (high - low);
