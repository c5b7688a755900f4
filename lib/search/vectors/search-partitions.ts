import type { NearFeature, VectorPartition } from "#lib/search/vectors/vector-partition.ts";

/** So few partitions are each asked for all at once: asking one twice would cost more than it saves. */
const FEW = 8;
/** Asked of each partition at first, however many there are. */
const SHARE_MIN = 64;
/** How many times its even share a partition is asked for at first. */
const SHARE_FACTOR = 4;

/**
 * The nearest features of several sources, nearest first. What is near is rarely all in one source: each gives a share at first,
 * and only one whose share was near throughout is asked for as many as are wanted.
 * The result is as if all had been.
 */
export function searchPartitions(
  partitions: readonly { sourceId: number; partition: Pick<VectorPartition, "search"> }[],
  vector: Float32Array,
  count: number,
): NearFeature[] {
  const part = Math.max(SHARE_MIN, Math.ceil((SHARE_FACTOR * count) / Math.max(1, partitions.length)));
  const share = partitions.length <= FEW ? count : Math.min(count, part);
  const asked = partitions.map(({ sourceId, partition }) => ({
    partition,
    sourceId,
    found: partition.search(vector, share).map((near): NearFeature => ({ sourceId, ...near })),
  }));
  const cut = nearest(asked, count)[count - 1]?.cosine ?? -Infinity;
  for (const one of asked) {
    const { sourceId, partition, found } = one;
    const mayHaveMore = found.length === share && share < count && (found.at(-1)?.cosine ?? -Infinity) >= cut;
    if (mayHaveMore) one.found = partition.search(vector, count).map((near) => ({ sourceId, ...near }));
  }
  return nearest(asked, count);
}

const nearest = (asked: readonly { found: readonly NearFeature[] }[], count: number): NearFeature[] =>
  asked
    .flatMap(({ found }) => found)
    .sort((a, b) => b.cosine - a.cosine || a.sourceId - b.sourceId || a.index - b.index)
    .slice(0, count);
