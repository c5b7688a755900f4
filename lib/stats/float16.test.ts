import { describe, expect, test } from "vitest";
import { float16ToNumber, numberToFloat16, positiveFloat32BitsToFloat16 } from "#lib/stats/float16.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

describe("float16", () => {
  test("every one of the 65536 patterns survives a round trip", () => {
    for (let bits = 0; bits < 65_536; bits++) {
      const value = float16ToNumber(bits);
      const isNan = (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
      if (isNan ? !Number.isNaN(value) : numberToFloat16(value) !== bits) expect.fail(`pattern ${bits}`);
    }
    expect(numberToFloat16(NaN)).toBe(0x7e00);
  });

  test("numbers between two neighbours go to the nearer one, ties to the even pattern", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [float16ToNumber(bits), float16ToNumber(bits + 1)];
      const middle = (low + high) / 2;
      const nudge = (high - low) * 2 ** -20;
      const even = bits % 2 === 0 ? bits : bits + 1;
      const rounded = [middle - nudge, middle, middle + nudge].map(numberToFloat16);
      if (rounded.join() !== [bits, even, bits + 1].join()) expect.fail(`pattern ${bits}: ${rounded.join()}`);
    }
  });

  test("overflow starts half a step above 65504, and small numbers vanish at 2^-25", () => {
    expect([65_504, 65_519.99, 65_520, Infinity, -65_520].map(numberToFloat16)).toEqual([
      0x7bff, 0x7bff, 0x7c00, 0x7c00, 0xfc00,
    ]);
    expect([2 ** -24, 2 ** -25, 2 ** -25 * 1.0001, -0, 0].map(numberToFloat16)).toEqual([1, 0, 1, 0x8000, 0]);
  });

  test("the integer path agrees with the exact one on float32, and holds overflow at 65504", () => {
    const random = createRandom(5);
    const words = new Uint32Array(1);
    const floats = new Float32Array(words.buffer);
    const cases = Array.from({ length: 200_000 }, () => Math.floor(random() * 0x7f800000));
    for (let bits = 0; bits < 0x7bff; bits++) {
      floats[0] = (float16ToNumber(bits) + float16ToNumber(bits + 1)) / 2;
      const middle = words[0] ?? 0;
      cases.push(middle - 1, middle, middle + 1);
    }
    for (const pattern of cases) {
      words[0] = Math.max(0, pattern);
      const expected = Math.min(0x7bff, numberToFloat16(floats[0] ?? 0));
      if (positiveFloat32BitsToFloat16(Math.max(0, pattern)) !== expected) expect.fail(`float32 pattern ${pattern}`);
    }
  });
});
