import { describe, expect, test } from "vitest";
import { cutSequences } from "#lib/corpus/cut-sequences.ts";
import { planShards } from "#lib/corpus/plan-shards.ts";

const BOS = 9_999;
const LENGTHS = [1, 20, 127, 128, 129, 200, 254, 381, 1_000];
const document = (length: number) => Array.from({ length }, (_, i) => i);

describe.each([{ lead: [BOS] }, { lead: [] }])("led by $lead", ({ lead }) => {
  test.each(LENGTHS)("windows of a document of %i tokens follow each other and fill 128 tokens", (length) => {
    const windows = cutSequences(document(length), lead);
    let position = 0;
    for (const [i, { start, tokens }] of windows.entries()) {
      expect(start).toBe(position);
      expect([...tokens.subarray(0, lead.length)]).toEqual(lead);
      if (i < windows.length - 1) expect(tokens.length).toBe(128);
      const text = tokens.subarray(lead.length);
      expect([...text]).toEqual(document(length).slice(start, start + text.length));
      position += text.length;
    }
    // At most three quarters of a window are left out at the end.
    expect(length - position).toBeLessThan(0.75 * 128);
    expect(position).toBeGreaterThan(0);
  });
});

test("an empty document has no sequences", () => {
  expect(cutSequences([], [BOS])).toEqual([]);
});

test.each([1, 4, 8, 39])(
  "%i shards hold whole documents, every sequence once, and about equally many tokens",
  (count) => {
    const sequences = Array.from({ length: 400 }, (_, documentOrdinal) =>
      Array.from({ length: 1 + (documentOrdinal % 7) }, () => ({ documentOrdinal, length: 128, lead: 1 })),
    ).flat();
    const shards = planShards(sequences, count);
    expect(shards.length).toBe(count);
    shards.forEach(({ first, end, tokens }, i) => {
      expect(first).toBe(i === 0 ? 0 : shards[i - 1]?.end);
      expect(sequences[first]?.documentOrdinal).not.toBe(sequences[first - 1]?.documentOrdinal);
      expect(tokens).toBe((end - first) * 127);
      expect(Math.abs(tokens - (sequences.length * 127) / count)).toBeLessThanOrEqual(7 * 127);
    });
    expect(shards.at(-1)?.end).toBe(sequences.length);
  },
);

test("there are no more shards than documents, and none without tokens", () => {
  const sequences = [5, 128, 128].map((length, documentOrdinal) => ({ documentOrdinal, length, lead: 0 }));
  const shards = planShards(sequences, 8);
  expect(shards.length).toBeLessThanOrEqual(3);
  expect(shards.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(261);
  expect(planShards([], 8)).toEqual([]);
});
