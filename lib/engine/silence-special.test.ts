import { expect, test } from "vitest";
import { silenceSpecial } from "#lib/engine/silence-special.ts";

test("what fires on special tokens is 0 in every source, wherever they stand, and nothing else changes", () => {
  const of = (k: number) => ({ k, indices: new Int32Array(4 * k), dropped: undefined });
  const activations = [
    { ...of(2), values: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    { ...of(1), values: Float32Array.of(1, 2, 3, 4) },
  ];
  silenceSpecial(activations, Int32Array.of(9, 5, 9, 6), (id) => id === 9);
  expect(activations.map(({ values }) => [...values])).toEqual([
    [0, 0, 3, 4, 0, 0, 7, 8],
    [0, 2, 0, 4],
  ]);
});
