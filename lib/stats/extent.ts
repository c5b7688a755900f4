/** The least and the largest of some values; ∞ and −∞ where there are none. */
export function extentOf(values: { reduce(join: (a: number, b: number) => number, start: number): number }): {
  low: number;
  high: number;
} {
  return {
    low: values.reduce((low, value) => Math.min(low, value), Infinity),
    high: values.reduce((high, value) => Math.max(high, value), -Infinity),
  };
}
