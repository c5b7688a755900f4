/** Round numbers without padding zeros: 5, 0.25. */
export const formatAxis = (value: number): string => String(Number(value.toPrecision(2))).replace("-", "−");

/** Powers of ten up to `most`, for counts on a log axis. */
export function listPowersOfTen(most: number): number[] {
  return Array.from({ length: Math.floor(Math.log10(Math.max(1, most))) + 1 }, (_, power) => 10 ** power);
}

/** What every chart shares: hairline axes, the page's type, no animation. */
export const AXIS = {
  stroke: "var(--color-quiet)",
  tick: { fontSize: 11, fill: "var(--color-quiet)" },
  tickLine: false,
  axisLine: { stroke: "var(--color-rule)" },
} as const;

export const TOOLTIP_STYLE = {
  background: "var(--color-ink)",
  color: "var(--color-paper)",
  border: 0,
  borderRadius: 2,
  padding: "0.2rem 0.45rem",
  fontSize: 12,
} as const;
