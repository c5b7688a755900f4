import { expect, test } from "vitest";
import { toUnit, dotProduct } from "#lib/search/unit-vector.ts";
import { decodeVector, encodeVector } from "#lib/search/vector-codec.ts";

const wave = (length: number, pace: number) => toUnit(Float32Array.from({ length }, (_, i) => Math.sin(pace * i + 1)));

test("a stored direction is read back to three decimals of any cosine, and of length 1", () => {
  for (const length of [1, 64, 512, 3072]) {
    const [a, b] = [wave(length, 0.7), wave(length, 0.71)];
    const [readA, readB] = [a, b].map((vector) => decodeVector(encodeVector(vector), length));
    expect(dotProduct(readA!, readA!)).toBeCloseTo(1, 5);
    expect(dotProduct(readA!, readB!)).toBeCloseTo(dotProduct(a, b), 3);
    expect(encodeVector(readA!)).toEqual(encodeVector(decodeVector(encodeVector(readA!), length)));
  }
});

test("bytes of another size and vectors without direction are refused", () => {
  expect(() => decodeVector(new Uint8Array(7), 4)).toThrow("7 bytes and not 8");
  expect(() => decodeVector(new Uint8Array(8), 4)).toThrow(RangeError);
  expect(() => toUnit([0, 0])).toThrow(RangeError);
  expect(() => toUnit([1, NaN])).toThrow(RangeError);
  expect(toUnit([0, 3])).toEqual(Float32Array.of(0, 1));
});
