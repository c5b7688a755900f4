/** The direction of a vector, of length 1. @throws RangeError for one without direction, or not of finite numbers */
export function toUnit(vector: ArrayLike<number>): Float32Array {
  const values = Float64Array.from(vector);
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  if (!(length > 0 && Number.isFinite(length))) throw new RangeError("a vector has no direction");
  return Float32Array.from(values, (value) => value / length);
}

/** Σ aᵢ bᵢ: of two directions of length 1 their cosine. Both must be equally long. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
