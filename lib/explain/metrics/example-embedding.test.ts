import { expect, test } from "vitest";
import { embeddingDeltas, embeddingSeparability } from "#lib/explain/metrics/example-embedding.ts";

const batch = {
  width: 2,
  positives: Float32Array.of(1, 0, 3, 0),
  negatives: Float32Array.of(0, 2),
  positiveQuery: Float32Array.of(5, 0),
  negativeQuery: Float32Array.of(0, 1),
};

test("only directions count, and each query gains by lying with its own kind", () => {
  expect(embeddingDeltas(batch)).toEqual({ deltaPlus: 1, deltaMinus: -1 });
});

test("separable batches score 1, without batches there is no score", () => {
  expect(embeddingSeparability([embeddingDeltas(batch), { deltaPlus: 0.2, deltaMinus: 0.1 }]).value).toBe(1);
  expect(embeddingSeparability([]).reason).toBe("no positives");
});

test("an embedding without direction and one of another width are refused", () => {
  expect(() => embeddingDeltas({ ...batch, negatives: new Float32Array(2) })).toThrow("no direction");
  expect(() => embeddingDeltas({ ...batch, positiveQuery: new Float32Array(3) })).toThrow(RangeError);
});
