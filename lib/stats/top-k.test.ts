import { expect, test } from "vitest";
import { createRandom } from "#lib/stats/synthetic-activations.ts";
import { bottomIndices, topIndices, topIndicesOnePerGroup } from "#lib/stats/top-k.ts";

const random = createRandom(3);
/** Few distinct values, so that ties are the rule. */
const tied = (n: number) => Float64Array.from({ length: n }, () => Math.floor(random() * 6) - 3);

test("top and bottom indices are those of a stable sort, ties by index", () => {
  for (let round = 0; round < 300; round++) {
    const scores = tied(Math.floor(random() * 40));
    const count = Math.floor(random() * 12);
    const order = Array.from(scores.keys());
    const at = (i: number) => scores[i] ?? 0;
    expect([...topIndices(scores, count)]).toEqual(order.toSorted((a, b) => at(b) - at(a) || a - b).slice(0, count));
    expect([...bottomIndices(scores, count)]).toEqual(order.toSorted((a, b) => at(a) - at(b) || a - b).slice(0, count));
  }
});

test("NaN is never chosen", () => {
  expect([...topIndices(Float64Array.of(NaN, 1, NaN, 2), 3)]).toEqual([3, 1]);
  expect([...topIndices(Float64Array.of(NaN, NaN), 2)]).toEqual([]);
});

test("a range is searched with indices relative to its start", () => {
  expect([...topIndices(Float64Array.of(9, 1, 3, 2, 9), 2, 1, 4)]).toEqual([1, 2]);
});

test("one per group is the best of each of the best groups, also when chosen from chosen parts", () => {
  for (let round = 0; round < 300; round++) {
    const n = Math.floor(random() * 60);
    const count = 1 + Math.floor(random() * 8);
    const scores = Float64Array.from({ length: n }, (_, i) => Math.floor(random() * 10) * 1000 - i);
    const groups = Uint32Array.from({ length: n }, () => Math.floor(random() * 12));
    const seen = new Set<number>();
    const expected = Array.from(scores.keys())
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
      .filter((i) => !seen.has(groups[i] ?? 0) && seen.add(groups[i] ?? 0))
      .slice(0, count);
    expect([...topIndicesOnePerGroup(scores, groups, count)]).toEqual(expected);

    const cut = Math.floor(random() * n);
    const parts = [...Array(n).keys()].map((i) => (i < cut ? 0 : 1));
    const union = [0, 1].flatMap((part) => {
      const own = [...Array(n).keys()].filter((i) => parts[i] === part);
      const chosen = topIndicesOnePerGroup(
        Float64Array.from(own, (i) => scores[i] ?? 0),
        Uint32Array.from(own, (i) => groups[i] ?? 0),
        count,
      );
      return Array.from(chosen, (i) => own[i] ?? 0);
    });
    const merged = topIndicesOnePerGroup(
      Float64Array.from(union, (i) => scores[i] ?? 0),
      Uint32Array.from(union, (i) => groups[i] ?? 0),
      count,
    );
    expect(Array.from(merged, (i) => union[i])).toEqual(expected);
  }
});
