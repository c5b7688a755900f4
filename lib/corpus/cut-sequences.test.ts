import { expect, test } from "vitest";
import { cutSequences } from "#lib/corpus/cut-sequences.ts";
import { planShards } from "#lib/corpus/plan-shards.ts";

const BOS = 9_999;
const document = (length: number) => Array.from({ length }, (_, i) => i);

test.each([1, 20, 127, 128, 200, 254, 381, 1_000])(
  "windows of a document of %i tokens follow each other, each led by BOS",
  (length) => {
    let position = 0;
    for (const { start, tokens } of cutSequences(document(length), BOS)) {
      expect(start).toBe(position);
      expect(tokens[0]).toBe(BOS);
      expect(tokens.length).toBeLessThanOrEqual(128);
      expect([...tokens.subarray(1)]).toEqual(document(length).slice(start, start + tokens.length - 1));
      position += tokens.length - 1;
    }
    // At most three quarters of a window are left out at the end.
    expect(length - position).toBeLessThan(0.75 * 127);
    expect(position).toBeGreaterThan(0);
  },
);

test("an empty document has no sequences", () => {
  expect(cutSequences([], BOS)).toEqual([]);
});

test("shards hold whole documents, every sequence once, and are of about the size asked for", () => {
  const sequences = Array.from({ length: 40 }, (_, documentOrdinal) =>
    Array.from({ length: 1 + (documentOrdinal % 7) }, () => ({ documentOrdinal, length: 128 })),
  ).flat();
  const shards = planShards(sequences, 2_000);
  expect(shards[0]?.first).toBe(0);
  expect(shards.at(-1)?.end).toBe(sequences.length);
  shards.forEach(({ first, end, tokens }, i) => {
    expect(first).toBe(i === 0 ? 0 : shards[i - 1]?.end);
    expect(sequences[first]?.documentOrdinal).not.toBe(sequences[first - 1]?.documentOrdinal);
    expect(tokens).toBe((end - first) * 127);
    if (i < shards.length - 1) expect(tokens).toBeGreaterThanOrEqual(2_000);
    expect(tokens).toBeLessThan(2_000 + 7 * 127);
  });
  expect(planShards([], 2_000)).toEqual([]);
});
