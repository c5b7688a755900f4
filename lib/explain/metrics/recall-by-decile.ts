import { type Metric, ratio } from "#lib/explain/metrics/metric.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";

export type DecileRecall = { readonly count: number; readonly recalled: number; readonly recall: Metric };

/**
 * Recall by strength: positives ranked by true activation, strongest first and ties in the order given, then cut into 10
 * parts of equal count (±1; all are used). A label that only knows the strongest examples shows it here.
 * @param values [positives] true activation of each
 * @param recalled [positives] 1 where predicted
 */
export function recallByDecile(
  values: Float32Array | Float64Array,
  recalled: Uint8Array,
  { parts = 10 }: { parts?: number } = {},
): DecileRecall[] {
  requireSameLength({ values, recalled });
  if (values.some(Number.isNaN)) throw new RangeError("an activation is not a number");
  const counts = new Float64Array(parts);
  const found = new Float64Array(parts);
  rankValues(values).forEach((rank, i) => {
    // The last part that begins, at ⌊part · n / parts⌋, at or before this rank.
    const part = Math.ceil(((rank + 1) * parts) / values.length) - 1;
    counts[part] = (counts[part] ?? 0) + 1;
    if (recalled[i] !== 0) found[part] = (found[part] ?? 0) + 1;
  });
  return Array.from(counts, (count, part) => {
    const recalled = found[part] ?? 0;
    return { count, recalled, recall: ratio(recalled, count, "no positives") };
  });
}

/** [n] places from the highest, 0, down; equal values in the order given. Numbers sorted by themselves sort natively. */
function rankValues(values: Float32Array | Float64Array): Uint32Array {
  const ascending = values.slice().sort();
  const ranks = new Uint32Array(values.length);
  /** At the last place of a value in `ascending`: how many of that value were met. */
  const met = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const atMost = countAtMost(ascending, values[i] ?? 0);
    const before = met[atMost - 1] ?? 0;
    met[atMost - 1] = before + 1;
    ranks[i] = values.length - atMost + before;
  }
  return ranks;
}

function countAtMost(ascending: Float32Array | Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
