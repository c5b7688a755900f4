import type { SparseActivations } from "#lib/engine/activation-session.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";

/** One feature's value on each of `count` tokens from `first` on, rounded as the catalog's examples are; 0 where it is silent. */
export function featureValues(
  { k, indices, values }: SparseActivations,
  feature: number,
  { first, count }: { first: number; count: number },
): number[] {
  return Array.from({ length: count }, (_, position) => {
    const from = (first + position) * k;
    const entry = indices
      .subarray(from, from + k)
      .findIndex((index, i) => index === feature && (values[from + i] ?? 0) > 0);
    return entry < 0 ? 0 : roundToFloat16(values[from + entry] ?? 0);
  });
}
