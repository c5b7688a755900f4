import type { Rows } from "#lib/engine/projection.ts";
import type { Layout } from "#lib/map/layout.ts";
import { symmetricEigen } from "#lib/sae/symmetric-eigen.ts";

/** Wider vectors are summarised by this many of their coordinates' sums: the plane is only where points start. */
const WIDTH_MAX = 512;

/**
 * Where unit rows lie on the two directions along which they differ most, about their mean.
 * @param unit rows of length 1, [count × width]
 */
export function principalPlane({ data, width }: Rows): Layout {
  const count = data.length / width;
  const narrow = Math.min(width, WIDTH_MAX);
  // Neighbouring coordinates are added up, which keeps the rows' likeness well enough to start from.
  const rows = new Float64Array(count * narrow);
  for (let row = 0; row < count; row++)
    for (let i = 0; i < width; i++) {
      const at = row * narrow + (i % narrow);
      rows[at] = (rows[at] ?? 0) + (data[row * width + i] ?? 0);
    }
  const mean = new Float64Array(narrow);
  rows.forEach((value, at) => (mean[at % narrow] = (mean[at % narrow] ?? 0) + value / count));
  rows.forEach((value, at) => (rows[at] = value - (mean[at % narrow] ?? 0)));
  const covariance = new Float64Array(narrow * narrow);
  for (let row = 0; row < count; row++) {
    const at = row * narrow;
    for (let i = 0; i < narrow; i++) {
      const value = rows[at + i] ?? 0;
      const to = i * narrow;
      for (let j = i; j < narrow; j++) covariance[to + j] = (covariance[to + j] ?? 0) + value * (rows[at + j] ?? 0);
    }
  }
  for (let i = 0; i < narrow; i++)
    for (let j = 0; j < i; j++) covariance[i * narrow + j] = covariance[j * narrow + i] ?? 0;
  const { vectors } = symmetricEigen(covariance);
  const along = (axis: number): Float32Array =>
    Float32Array.from({ length: count }, (_, row) => {
      let sum = 0;
      for (let i = 0; i < narrow; i++) sum += (rows[row * narrow + i] ?? 0) * (vectors[axis * narrow + i] ?? 0);
      return sum;
    });
  return { x: along(0), y: along(1) };
}
