import { badRequest } from "#lib/errors.ts";
import { positiveFloat32BitsToFloat16 } from "#lib/stats/float16.ts";

/** 65520 as f32, half way from the largest half to what would be the next: from here on a half is infinite. */
const FLOAT16_OVERFLOW_BITS = 0x477ff000;

/** Widens IEEE 754 half precision to f32 (exact). @param bits [n] the sixteen bits of each number */
export function float32FromFloat16(bits: Uint16Array): Float32Array {
  const table = (float16Table ??= buildFloat16Table());
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = table[bits[i] ?? 0] ?? 0;
  return out;
}

/** Widens bfloat16 to f32 (exact): the same sign and exponent, sixteen zero bits below. @param bits [n] */
export function float32FromBfloat16(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) wide[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(wide.buffer);
}

/**
 * Rounds f32 to IEEE 754 half precision, to the nearest and ties to even: what came from halves is those halves again. Numbers
 * below 2^-14 are rounded in steps of 2^-24.
 * @param name of the numbers, for messages
 * @returns [n] the sixteen bits of each number
 * @throws AppError bad_request where one is beyond what a half can hold, or not a number
 */
export function float16FromFloat32(numbers: Float32Array, name: string): Uint16Array {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const out = new Uint16Array(numbers.length);
  for (let i = 0; i < out.length; i++) {
    const word = words[i] ?? 0;
    const magnitude = word & 0x7fffffff;
    if (magnitude >= FLOAT16_OVERFLOW_BITS)
      throw badRequest(
        `${name} has a weight of ${numbers[i]}, and 16 bits hold 65504 at most; set ENGINE_WEIGHTS to f32, or to int8.`,
      );
    out[i] = ((word >>> 16) & 0x8000) | positiveFloat32BitsToFloat16(magnitude);
  }
  return out;
}

// All 65,536 halves: one look-up a weight is ten times faster than decoding the exponent each time.
let float16Table: Float32Array | undefined;

function buildFloat16Table(): Float32Array {
  const table = new Float32Array(0x10000);
  for (let bits = 0; bits < 0x10000; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) table[bits] = fraction ? NaN : sign * Infinity;
    else if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}
