/** Largest absolute difference, relative to the largest number expected; infinite when the lengths differ. */
export function relativeDifference(actual: Float32Array | undefined, expected: Float32Array | undefined): number {
  if (!actual || !expected || actual.length !== expected.length || expected.length === 0) return Infinity;
  let [most, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (Number.isNaN(difference)) return Infinity;
    most = Math.max(most, difference);
    largest = Math.max(largest, Math.abs(expected[i] ?? 0));
  }
  return most / largest;
}
