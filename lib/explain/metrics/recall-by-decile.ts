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
  const ranked = Uint32Array.from(values.keys()).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b);
  const cut = (part: number) => Math.floor((part * ranked.length) / parts);
  return Array.from({ length: parts }, (_, part) => {
    const members = ranked.subarray(cut(part), cut(part + 1));
    const found = members.reduce((total, index) => total + (recalled[index] === 0 ? 0 : 1), 0);
    return { count: members.length, recalled: found, recall: ratio(found, members.length, "no positives") };
  });
}
