import { expect, test } from "vitest";
import { groupExamples } from "#lib/stats/example-groups.ts";
import type { Example } from "#lib/stats/example-pool.ts";
import { mix32 } from "#lib/stats/hash.ts";

/** Sequence s has peak `peak(s)` and belongs to document ⌊s / perDocument⌋. */
function buildExamples(count: number, { peak = (s: number) => count - s, perDocument = 1 } = {}): Example[] {
  return Array.from({ length: count }, (_, sequence) => ({
    sequence,
    document: Math.floor(sequence / perDocument),
    split: 0,
    hash: mix32(sequence + 1),
    peak: peak(sequence),
    peakPosition: 1,
    positions: Uint8Array.of(1),
    values: Float32Array.of(peak(sequence)),
  }));
}

const OPTIONS = { topCount: 20, sampleCount: 128 };
const sequencesOf = (examples: Example[], options = OPTIONS) =>
  groupExamples(examples, options).map(({ kind, examples: shown }) => ({
    kind,
    sequences: shown.map(({ sequence }) => sequence),
  }));

test("with enough examples nothing is shown twice: 20 top, 5 × 5 by quantile, 20 random", () => {
  const groups = sequencesOf(buildExamples(400));
  expect(groups.map(({ kind, sequences }) => [kind, sequences.length])).toEqual([
    ["top", 20],
    ["quantile", 5],
    ["quantile", 5],
    ["quantile", 5],
    ["quantile", 5],
    ["quantile", 5],
    ["random", 20],
  ]);
  const all = groups.flatMap(({ sequences }) => sequences);
  expect(new Set(all).size).toBe(all.length);
});

test("quantile groups cut the sample by rank, strongest first, and state range and share", () => {
  const quantiles = groupExamples(buildExamples(100), OPTIONS).flatMap((group) =>
    group.kind === "quantile" ? [group.quantile] : [],
  );
  expect(quantiles).toEqual([100, 80, 60, 40, 20].map((high, index) => ({ index, low: high - 19, high, share: 0.2 })));
});

test("top examples are one per document, filled from the same documents when there are too few", () => {
  expect(sequencesOf(buildExamples(100, { perDocument: 4 }))[0]?.sequences).toEqual(
    Array.from({ length: 20 }, (_, i) => i * 4),
  );
  expect(sequencesOf(buildExamples(12, { perDocument: 6 }), { ...OPTIONS, topCount: 4 })[0]?.sequences).toEqual([
    0, 1, 2, 6,
  ]);
});

test("a rare feature repeats sequences rather than leaving groups empty", () => {
  expect(sequencesOf(buildExamples(2)).map(({ kind, sequences }) => [kind, sequences.length])).toEqual([
    ["top", 2],
    ["quantile", 1],
    ["quantile", 1],
    ["random", 2],
  ]);
  expect(sequencesOf([])).toEqual([]);
});
