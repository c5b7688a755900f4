import { describe, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { symmetricEigen } from "#lib/sae/symmetric-eigen.ts";

const symmetricEigenvalues = (matrix: Float64Array) => symmetricEigen(matrix).values;

/** Q diag(values) Qᵀ for a random orthogonal Q, by Gram-Schmidt. */
function buildSymmetric(values: readonly number[], seed: number): Float64Array {
  const n = values.length;
  const rows: Float64Array[] = [];
  for (let i = 0; i < n; i++) {
    const row = Float64Array.from(randomNormals(n, seed * 1000 + i));
    for (const other of [...rows, ...rows]) {
      const dot = row.reduce((sum, value, j) => sum + value * (other[j] ?? NaN), 0);
      row.forEach((value, j) => (row[j] = value - dot * (other[j] ?? NaN)));
    }
    const norm = Math.hypot(...row);
    rows.push(row.map((value) => value / norm));
  }
  return Float64Array.from({ length: n * n }, (_, at) =>
    values.reduce(
      (sum, value, k) => sum + value * (rows[k]?.[Math.floor(at / n)] ?? NaN) * (rows[k]?.[at % n] ?? NaN),
      0,
    ),
  );
}

const SPECTRA: [string, number[]][] = [
  ["one", [3]],
  ["two, one negative", [2, -5]],
  ["repeated", [4, 4, 4, 1, 1]],
  ["of very different size", [1e6, 1, 1e-6, 0]],
  ["all zero", [0, 0, 0]],
  ["of a low rank", [7, 2, 0, 0, 0, 0, 0, 0]],
  ["many", Array.from({ length: 60 }, (_, i) => 60 - i)],
];

describe("eigenvalues are the ones the matrix was built from", () => {
  test.each(SPECTRA)("%s", (_name, values) => {
    const expected = values.toSorted((a, b) => b - a);
    // Not so small that its share is no normal number: a session that ran in this process may have left those as zero.
    const scale = Math.max(...values.map(Math.abs), 1e-200);
    symmetricEigenvalues(buildSymmetric(values, 3)).forEach((value, i) => {
      expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-12 * scale);
    });
  });

  test("of a matrix that is diagonal, or in blocks, already", () => {
    expect([...symmetricEigenvalues(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, -2))]).toEqual([5, 1, -2]);
    const blocks = symmetricEigenvalues(Float64Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0));
    [2, 1, -1, -2].forEach((value, i) => expect(blocks[i]).toBeCloseTo(value, 12));
  });
});

test("their sum is the trace of a large random covariance", () => {
  const n = 128;
  const x = randomNormals(n * 200, 9);
  const matrix = Float64Array.from({ length: n * n }, (_, at) => {
    let sum = 0;
    for (let row = 0; row < 200; row++)
      sum += (x[row * n + Math.floor(at / n)] ?? NaN) * (x[row * n + (at % n)] ?? NaN);
    return sum;
  });
  const values = symmetricEigenvalues(matrix);
  const trace = Array.from({ length: n }, (_, i) => matrix[i * n + i] ?? NaN).reduce((a, b) => a + b, 0);
  expect(values.reduce((a, b) => a + b, 0) / trace).toBeCloseTo(1, 12);
  expect(values.every((value) => value > 0)).toBe(true);
});

test("what is not a matrix of numbers is refused", () => {
  expect(() => symmetricEigenvalues(new Float64Array(3))).toThrow(RangeError);
  expect(() => symmetricEigenvalues(Float64Array.of(NaN))).toThrow("finite");
});

test.each([...SPECTRA, ["in blocks already", []] satisfies [string, number[]]])(
  "eigenvectors are orthonormal and only scaled by the matrix: %s",
  (_name, spectrum) => {
    const matrix =
      spectrum.length > 0
        ? buildSymmetric(spectrum, 5)
        : Float64Array.of(0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0);
    const { values, vectors } = symmetricEigen(matrix);
    const n = values.length;
    const scale = Math.max(...values.map(Math.abs), 1);
    const row = (data: Float64Array, i: number) => data.subarray(i * n, (i + 1) * n);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
    for (let i = 0; i < n; i++) {
      const vector = row(vectors, i);
      for (let j = 0; j < n; j++) {
        expect(dot(vector, row(vectors, j))).toBeCloseTo(i === j ? 1 : 0, 11);
        const scaled = (values[i] ?? NaN) * (vector[j] ?? NaN);
        expect(Math.abs(dot(row(matrix, j), vector) - scaled)).toBeLessThan(1e-11 * scale);
      }
    }
  },
);
