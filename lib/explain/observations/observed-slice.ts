import type { ObservedFeature } from "#lib/explain/observations/observation.ts";

/** The entries at positions `first`…`end`; views. */
export function observedSlice({ positions, values }: ObservedFeature, first: number, end: number): ObservedFeature {
  const from = lowerBound(positions, first);
  const to = lowerBound(positions, end);
  return { positions: positions.subarray(from, to), values: values.subarray(from, to) };
}

/** Index of the first entry not below `value`. */
function lowerBound(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
