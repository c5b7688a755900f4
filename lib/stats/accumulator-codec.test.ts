import { expect, test } from "vitest";
import { decodeAccumulator, encodeAccumulator } from "#lib/stats/accumulator-codec.ts";
import { AppError } from "#lib/errors.ts";
import {
  addSequence,
  createSourceAccumulator,
  mergeInto,
  type SourceAccumulator,
} from "#lib/stats/source-accumulator.ts";
import { createRandom, syntheticDocuments } from "#lib/stats/synthetic-activations.ts";

const documents = syntheticDocuments({ features: 30, k: 5, documents: 40, length: 24, seed: 8 });

function accumulate(from: number, to: number, coactivation: "pairs" | "sketches" | "none") {
  const accumulator = createSourceAccumulator({ features: 32, seed: 3, topCount: 4, sampleCount: 8, coactivation });
  addDocuments(accumulator, from, to);
  return accumulator;
}

function addDocuments(accumulator: SourceAccumulator, from: number, to: number) {
  for (const { place, indices, values, k } of documents.slice(from, to).flat())
    addSequence(accumulator, place, indices, values, 0, k);
}

const kinds = ["pairs", "sketches", "none"] as const;

test("decoding gives an accumulator that encodes, merges and goes on like the original", () => {
  for (const kind of kinds) {
    const whole = encodeAccumulator(accumulate(0, 40, kind));
    expect(Buffer.compare(encodeAccumulator(decodeAccumulator(whole)), whole)).toBe(0);
    const merged = decodeAccumulator(encodeAccumulator(accumulate(25, 40, kind)));
    mergeInto(merged, decodeAccumulator(encodeAccumulator(accumulate(0, 25, kind))));
    expect(Buffer.compare(encodeAccumulator(merged), whole)).toBe(0);
    const resumed = decodeAccumulator(encodeAccumulator(accumulate(0, 25, kind)));
    addDocuments(resumed, 25, 40);
    expect(Buffer.compare(encodeAccumulator(resumed), whole)).toBe(0);
    expect(() => addDocuments(decodeAccumulator(whole), 39, 40)).toThrow(AppError);
  }
  const empty = encodeAccumulator(createSourceAccumulator({ features: 3, seed: 0 }));
  expect(Buffer.compare(encodeAccumulator(decodeAccumulator(empty)), empty)).toBe(0);
});

test("truncated or altered bytes are refused with a clear error", () => {
  const random = createRandom(6);
  for (const kind of kinds) {
    const bytes = encodeAccumulator(accumulate(0, 10, kind));
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(length / 20)) {
      expect(() => decodeAccumulator(bytes.subarray(0, length))).toThrow(AppError);
    }
    for (let round = 0; round < 120; round++) {
      const altered = bytes.slice();
      const at = Math.floor(random() * bytes.length);
      altered[at] = (altered[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      // The zlib header has a level hint that means nothing; everything else is covered by checks or the checksum.
      try {
        expect(Buffer.compare(encodeAccumulator(decodeAccumulator(altered)), bytes)).toBe(0);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  }
});
