/** Bits of the largest finite float16. */
export const FLOAT16_MAX_BITS = 0x7bff;

const POSITIVE_PATTERNS = 0x8000;
const SIGN = 0x8000;
const INFINITY_BITS = 0x7c00;
const NAN_BITS = 0x7e00;
/** Half way between the largest finite float16 (65504) and 2^16; ties to even goes up, to infinity. */
const OVERFLOW = 65520;
/** Adding and subtracting 2^52 rounds a non-negative double below 2^52 to an integer, ties to even. */
const ROUND_EVEN = 2 ** 52;

/**
 * Values of the float16 patterns 0x0000…0x7fff (sign 0), so that inner loops read one table entry.
 * Increasing in the pattern up to 0x7c00 (infinity): positive float16 compare like their bits.
 */
export const float16Values: Float32Array = Float32Array.from({ length: POSITIVE_PATTERNS }, (_, bits) => {
  const exponent = bits >>> 10;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? Infinity : NaN;
  return (1024 + mantissa) * 2 ** (exponent - 25);
});

/** The value of a float16 pattern (0…0xffff; higher bits are ignored). Every float16 is exact in float32 and double. */
export function float16ToNumber(bits: number): number {
  const magnitude = float16Values[bits & 0x7fff] ?? NaN;
  return bits & SIGN ? -magnitude : magnitude;
}

/**
 * The pattern of the float16 nearest to `value`, ties to even, rounded once from the double (no double rounding through
 * float32). Beyond ±65520 infinity; NaN becomes 0x7e00.
 * @see IEEE 754-2019 §4.3.1
 */
export function numberToFloat16(value: number): number {
  if (Number.isNaN(value)) return NAN_BITS;
  const sign = value < 0 || Object.is(value, -0) ? SIGN : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= OVERFLOW) return sign | INFINITY_BITS;
  // Below 2^-14 the spacing is constant; a result of 1024 is the pattern of 2^-14 itself.
  if (magnitude < 2 ** -14) return sign | (magnitude * 2 ** 24 + ROUND_EVEN - ROUND_EVEN);
  const exponent = binaryExponent(magnitude);
  const mantissa = magnitude * 2 ** (10 - exponent) + ROUND_EVEN - ROUND_EVEN;
  // A mantissa rounded up to 2048 carries into the exponent by the addition.
  return sign | (((exponent + 15) << 10) + (mantissa - 1024));
}

/** `value` rounded to the nearest float16. */
export function roundToFloat16(value: number): number {
  return float16ToNumber(numberToFloat16(value));
}

/**
 * {@link numberToFloat16} for the bits of a positive finite float32, with overflow held at 65504: integer work only.
 * @param bits float32 pattern, 0…0x7f7fffff
 */
export function positiveFloat32BitsToFloat16(bits: number): number {
  if (bits >= 0x477ff000) return FLOAT16_MAX_BITS;
  if (bits >= 0x38800000) return (bits - 0x38000000 + 0xfff + ((bits >>> 13) & 1)) >>> 13;
  // 2^-24 is the smallest float16; half of it (0x33000000) ties to zero.
  if (bits <= 0x33000000) return 0;
  const shift = 126 - (bits >>> 23);
  const significand = (bits & 0x7fffff) | 0x800000;
  return (significand + (1 << (shift - 1)) - 1 + ((significand >>> shift) & 1)) >>> shift;
}

const doubleScratch = new DataView(new ArrayBuffer(8));

function binaryExponent(magnitude: number): number {
  doubleScratch.setFloat64(0, magnitude);
  return ((doubleScratch.getUint32(0) >>> 20) & 0x7ff) - 1023;
}
