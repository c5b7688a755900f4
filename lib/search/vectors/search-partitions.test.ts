import { expect, test } from "vitest";
import { searchPartitions } from "#lib/search/vectors/search-partitions.ts";

/** Partitions whose features have these cosines, and how many were asked of each at most. */
function partitionsOf(cosines: readonly number[][]) {
  const asked = cosines.map(() => 0);
  const partitions = cosines.map((own, sourceId) => ({
    sourceId,
    partition: {
      search(_vector: Float32Array, count: number) {
        asked[sourceId] = Math.max(asked[sourceId] ?? 0, count);
        return own
          .map((cosine, index) => ({ index, cosine }))
          .toSorted((a, b) => b.cosine - a.cosine || a.index - b.index)
          .slice(0, count);
      },
    },
  }));
  return { asked, partitions };
}

const spread = (length: number, from: number, step: number) => Array.from({ length }, (_, i) => from - i * step);
const VECTOR = new Float32Array();

test("the nearest of all sources are found though each gives a share, and one source holds most of them", () => {
  const cosines = [
    spread(500, 0.9, 0.0001),
    ...Array.from({ length: 30 }, (_, i) => spread(500, 0.6 + i / 1000, 0.001)),
  ];
  const { asked, partitions } = partitionsOf(cosines);
  const found = searchPartitions(partitions, VECTOR, 300);
  const all = cosines
    .flatMap((own, sourceId) => own.map((cosine, index) => ({ sourceId, index, cosine })))
    .toSorted((a, b) => b.cosine - a.cosine || a.sourceId - b.sourceId || a.index - b.index);
  expect(found).toEqual(all.slice(0, 300));
  expect(asked[0]).toBe(300);
  expect(asked.slice(1).every((count) => count < 300)).toBe(true);
});

test("a single source is asked for all at once, and fewer features than are wanted are all found", () => {
  const { asked, partitions } = partitionsOf([spread(50, 0.9, 0.01)]);
  expect(searchPartitions(partitions, VECTOR, 300)).toHaveLength(50);
  expect(asked).toEqual([300]);
  expect(searchPartitions([], VECTOR, 300)).toEqual([]);
});
