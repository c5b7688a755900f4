import { expect, test } from "vitest";
import {
  type EmbeddingBatch,
  embeddingDeltas,
  embeddingSeparability,
  leaveOneOutSeparability,
} from "#lib/explain/metrics/example-embedding.ts";
import { toUnit } from "#lib/search/unit-vector.ts";
import { mix32 } from "#lib/stats/hash.ts";

const WIDTH = 8;
const draw = (i: number) => mix32(mix32(i)) / 2 ** 32;
const drawVectors = (count: number, salt: number, pull: number) =>
  Array.from({ length: count }, (_, row) =>
    toUnit(Float32Array.from({ length: WIDTH }, (_, i) => draw(salt + row * WIDTH + i) - 0.5 + (i === 0 ? pull : 0))),
  );

test("each example in turn against all others is what batches of one query each give", () => {
  const positives = drawVectors(9, 0, 0.3);
  const negatives = drawVectors(7, 1000, 0);
  const flat = (vectors: Float32Array[]) => Float32Array.from(vectors.flatMap((vector) => [...vector]));
  const without = (vectors: Float32Array[], one: number) => flat(vectors.filter((_, i) => i !== one));
  const [positiveQuery, negativeQuery] = [positives[0]!, negatives[0]!];
  const deltas = (count: number, batchOf: (i: number) => Partial<EmbeddingBatch>) =>
    Array.from({ length: count }, (_, i) =>
      embeddingDeltas({
        width: WIDTH,
        positives: flat(positives),
        negatives: flat(negatives),
        positiveQuery,
        negativeQuery,
        ...batchOf(i),
      }),
    );
  const plus = deltas(9, (i) => ({ positives: without(positives, i), positiveQuery: positives[i]! }));
  const minus = deltas(7, (i) => ({ negatives: without(negatives, i), negativeQuery: negatives[i]! }));
  const wins = plus.flatMap(({ deltaPlus }) => minus.map(({ deltaMinus }): number => Number(deltaPlus > deltaMinus)));
  const { value } = leaveOneOutSeparability(positives, negatives);
  expect(value).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 12);
  expect(leaveOneOutSeparability([], negatives).reason).toBe("no positives");
  expect(leaveOneOutSeparability(positives, negatives.slice(0, 1)).reason).toBe("no negatives");
});

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
