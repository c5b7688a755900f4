/**
 * Indices of the `count` largest scores in `scores[start…end)`, best first, ties by ascending index.
 * NaN is never chosen. O(n + kept·count): meant for small `count`.
 * @returns indices relative to `start`; fewer than `count` when there are fewer scores
 */
export function topIndices(
  scores: Float32Array | Float64Array,
  count: number,
  start = 0,
  end: number = scores.length,
): Uint32Array {
  return selectIndices(scores, count, start, end, 1);
}

/** The mirror of {@link topIndices}: smallest first, ties by ascending index. */
export function bottomIndices(
  scores: Float32Array | Float64Array,
  count: number,
  start = 0,
  end: number = scores.length,
): Uint32Array {
  return selectIndices(scores, count, start, end, -1);
}

function selectIndices(
  scores: Float32Array | Float64Array,
  count: number,
  start: number,
  end: number,
  sign: number,
): Uint32Array {
  const indices = new Uint32Array(Math.max(0, Math.min(count, end - start)));
  const kept = new Float64Array(indices.length);
  let size = 0;
  if (indices.length === 0) return indices;
  let floor = -Infinity;
  for (let i = start; i < end; i++) {
    const score = sign * (scores[i] ?? NaN);
    // Strict: a later index never displaces an equal earlier one.
    if (size === indices.length ? !(score > floor) : Number.isNaN(score)) continue;
    let slot = size < indices.length ? size++ : size - 1;
    while (slot > 0 && (kept[slot - 1] ?? 0) < score) {
      kept[slot] = kept[slot - 1] ?? 0;
      indices[slot] = indices[slot - 1] ?? 0;
      slot--;
    }
    kept[slot] = score;
    indices[slot] = i - start;
    floor = kept[size - 1] ?? -Infinity;
  }
  return indices.slice(0, size);
}

/**
 * Indices of the best score of each of the `count` best groups, best first: at most one index per group.
 * Scores must be distinct (the caller's total order).
 * The rule is mergeable: choosing from chosen parts gives the choice from the whole, even where a group is cut in two.
 * @param scores [n] distinct numbers
 * @param groups [n] group of each score
 */
export function topIndicesOnePerGroup(
  scores: Float64Array,
  groups: Uint32Array,
  count: number,
  length: number = scores.length,
): Uint32Array {
  const indices = new Uint32Array(Math.min(count, length));
  let size = 0;
  for (let i = 0; i < length; i++) {
    const score = scores[i] ?? 0;
    if (size === indices.length && score < (scores[indices[size - 1] ?? 0] ?? 0)) continue;
    const group = groups[i];
    let slot = 0;
    while (slot < size && groups[indices[slot] ?? 0] !== group) slot++;
    if (slot < size && score < (scores[indices[slot] ?? 0] ?? 0)) continue;
    // Either the group moves up from `slot`, or a new group takes the next (or the last) place.
    if (slot === size) slot = size < indices.length ? size++ : size - 1;
    while (slot > 0 && (scores[indices[slot - 1] ?? 0] ?? 0) < score) {
      indices[slot] = indices[slot - 1] ?? 0;
      slot--;
    }
    indices[slot] = i;
  }
  return indices.slice(0, size);
}
