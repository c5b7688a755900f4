/**
 * A set of ordinals (0…2^32−1) as sorted, disjoint, non-adjacent inclusive ranges: one form per set, and a few numbers
 * for the usual case of contiguous shards.
 */
export type OrdinalSet = { starts: number[]; ends: number[] };

export function createOrdinalSet(): OrdinalSet {
  return { starts: [], ends: [] };
}

/** Index of the range that contains or follows `ordinal`. */
function rangeAtOrAfter({ ends }: OrdinalSet, ordinal: number): number {
  let low = 0;
  let high = ends.length;
  // Ordinals mostly arrive in order: look at the end first.
  if (high > 0 && (ends[high - 1] ?? 0) < ordinal) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ends[middle] ?? 0) < ordinal) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function hasOrdinal(set: OrdinalSet, ordinal: number): boolean {
  const range = rangeAtOrAfter(set, ordinal);
  return range < set.starts.length && (set.starts[range] ?? 0) <= ordinal;
}

/** Adds an ordinal that is not in the set yet. */
export function addOrdinal(set: OrdinalSet, ordinal: number): void {
  const range = rangeAtOrAfter(set, ordinal);
  const joinsBefore = range > 0 && set.ends[range - 1] === ordinal - 1;
  const joinsAfter = set.starts[range] === ordinal + 1;
  if (joinsBefore && joinsAfter) {
    set.ends.splice(range - 1, 1);
    set.starts.splice(range, 1);
  } else if (joinsBefore) set.ends[range - 1] = ordinal;
  else if (joinsAfter) set.starts[range] = ordinal;
  else {
    set.starts.splice(range, 0, ordinal);
    set.ends.splice(range, 0, ordinal);
  }
}

export function countOrdinals({ starts, ends }: OrdinalSet): number {
  return ends.reduce((total, end, i) => total + end - (starts[i] ?? 0) + 1, 0);
}

/** The union of two disjoint sets, or undefined if they share an ordinal. */
export function unionIfDisjoint(a: OrdinalSet, b: OrdinalSet): OrdinalSet | undefined {
  const ranges = [a, b]
    .flatMap((set) => set.starts.map((start, i) => ({ start, end: set.ends[i] ?? start })))
    .sort((x, y) => x.start - y.start);
  const union = createOrdinalSet();
  for (const { start, end } of ranges) {
    const last = union.ends[union.ends.length - 1] ?? -2;
    if (start <= last) return undefined;
    if (start === last + 1) union.ends[union.ends.length - 1] = end;
    else {
      union.starts.push(start);
      union.ends.push(end);
    }
  }
  return union;
}
