import { expect, test } from "vitest";
import { packTokens, unpackTokens } from "#lib/stats/sequences.ts";

test("tokens survive a round trip at either width", () => {
  for (const [ids, vocabularySize, bytes] of [
    [[], 10, 1],
    [[0, 65_535, 258], 65_536, 7],
    [[0, 65_536, 4_294_967_295], 2 ** 32, 13],
  ] as const) {
    const packed = packTokens(ids, vocabularySize);
    expect(packed.length).toBe(bytes);
    expect([...unpackTokens(packed)]).toEqual([...ids]);
  }
});

test("tokens outside the vocabulary are refused", () => {
  for (const id of [-1, 10, 1.5, NaN]) expect(() => packTokens([id], 10)).toThrow(/position 0/);
});

test("bytes of another tag or length are refused, and views with an offset are read", () => {
  for (const bytes of [[], [3, 0], [2, 0], [4, 0, 0, 0]])
    expect(() => unpackTokens(Uint8Array.from(bytes))).toThrow(/Packed tokens/);
  expect([...unpackTokens(Uint8Array.of(9, 2, 1, 0).subarray(1))]).toEqual([1]);
});
