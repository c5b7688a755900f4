import { expect, test } from "vitest";
import { float16FromFloat32, float32FromFloat16 } from "#lib/engine/half-floats.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { numberToFloat16 } from "#lib/stats/float16.ts";

test("what came from halves is those halves again, the smallest and the largest of them too", () => {
  const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
  const finite = all.filter((bits) => (bits & 0x7c00) !== 0x7c00);
  expect(float16FromFloat32(float32FromFloat16(finite), "w")).toEqual(finite);
});

test("other numbers go to the nearest half", () => {
  const weights = randomNormals(10_000, 3).map((value, i) => value * 10 ** -(i % 9));
  expect(float16FromFloat32(weights, "w")).toEqual(Uint16Array.from(weights, numberToFloat16));
  expect([...float16FromFloat32(Float32Array.of(65_519, -1e-9), "w")]).toEqual([0x7bff, 0x8000]);
});

test.each([65_520, -1e6, Infinity, NaN])("%d is refused, as no half is near it", (weight) => {
  expect(() => float16FromFloat32(Float32Array.of(1, weight), "mlp.up")).toThrow(
    `mlp.up has a weight of ${weight}, and 16 bits hold 65504 at most`,
  );
});
