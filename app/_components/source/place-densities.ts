import { formatCount, formatOneIn, plural } from "#app/_components/number/format.ts";
import type { SourceDensities } from "#lib/catalog/schema.ts";

/** Widths in bins: the bar of the dead features, and the gap that says it is off the log axis. */
const DEAD_WIDTH = 3;
const GAP_WIDTH = 2;

export type DensityBar = {
  features: number;
  /** "1 in 178 to 1 in 100", or "Never" of the dead ones, which come first. */
  range: string;
  isDead: boolean;
  /** Per cent of the figure's width. */
  left: number;
  width: number;
  /** Share of the tallest bar's. */
  height: number;
};

export type DensityTick = { label: string; left: number };

/** Where the bars and the powers of ten of a density histogram stand. */
export function placeDensities({ dead, log10Densities }: SourceDensities): {
  bars: DensityBar[];
  ticks: DensityTick[];
} {
  const { low, high, counts } = log10Densities ?? { low: 0, high: 0, counts: [] };
  const unit = 100 / (DEAD_WIDTH + GAP_WIDTH + counts.length);
  const step = counts.length === 0 ? 0 : (high - low) / counts.length;
  const tallest = Math.max(dead, ...counts, 1);
  const leftOf = (bin: number) => (DEAD_WIDTH + GAP_WIDTH + bin) * unit;
  const live = counts.map((features, bin) => ({
    features,
    range: `${formatOneIn(10 ** (low + step * bin))} to ${formatOneIn(10 ** (low + step * (bin + 1)))}`,
    isDead: false,
    left: leftOf(bin),
    width: unit,
    height: features / tallest,
  }));
  const never = { range: "Never", isDead: true, left: 0, width: DEAD_WIDTH * unit, height: dead / tallest };
  return {
    bars: [{ features: dead, ...never }, ...live],
    ticks: Array.from({ length: Math.round(high - low) + (counts.length === 0 ? 0 : 1) }, (_, decade) => ({
      label: formatPower(low + decade),
      left: leftOf(decade / (step || 1)),
    })),
  };
}

/** What the histogram says, in a sentence. */
export function describeDensities({ tokens, live, dead }: SourceDensities): string {
  const counted = tokens === null ? "the tokens counted" : `the ${formatCount(tokens)} tokens counted`;
  const buried = dead === 0 ? "None is dead: each was active" : `${formatCount(dead)} dead: never active`;
  return `${plural(live, "live feature")} by log₁₀ of the share of tokens on which each is active, four bars to a power of ten. ${buried} on ${counted}.`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const formatPower = (exponent: number): string =>
  exponent === 0 ? "every" : `10⁻${[...String(-exponent)].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;
