export interface SymmetricEigen {
  /** [n] largest first */
  readonly values: Float64Array;
  /** [n × n], a row the unit eigenvector of the value in its place. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix in float64: Householder reduction to a tridiagonal matrix, then
 * QL with implicit shifts. About 6 · n³ multiplications; 256 × 256 takes a quarter of a second.
 * @param matrix [n × n] row-major; only read
 * @throws RangeError when it is not square, Error when it holds something that is not a finite number
 * @see Golub & Van Loan, Matrix Computations, §8.3
 */
export function symmetricEigen(matrix: Float64Array): SymmetricEigen {
  const n = Math.sqrt(matrix.length);
  if (!Number.isInteger(n)) throw new RangeError(`${matrix.length} numbers are not a square matrix`);
  if (!matrix.every(Number.isFinite)) throw new Error("the matrix holds something that is not a finite number");
  const tridiagonal = reduceToTridiagonal(matrix, n);
  solveTridiagonal(tridiagonal);
  const { diagonal, rows } = tridiagonal;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => at(diagonal, b) - at(diagonal, a));
  const vectors = new Float64Array(n * n);
  order.forEach((row, place) => vectors.set(rows.subarray(row * n, (row + 1) * n), place * n));
  return { values: Float64Array.from(order, (row) => at(diagonal, row)), vectors };
}

interface Tridiagonal {
  /** [n] */
  readonly diagonal: Float64Array;
  /** [n]; entry i couples i and i + 1, the last is 0. */
  readonly offDiagonal: Float64Array;
  /** [n × n], what turned the matrix into this one: rowsᵀ · tridiagonal · rows. */
  readonly rows: Float64Array;
}

/** Reflects away everything but two diagonals, a column at a time: A ← H A H with H = I − 2 v vᵀ. */
function reduceToTridiagonal(matrix: Float64Array, n: number): Tridiagonal {
  const a = matrix.slice();
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  const v = new Float64Array(n);
  for (let column = 0; column < n - 1; column++) {
    const coupling = computeReflection(a, n, column, v);
    offDiagonal[column] = coupling;
    if (coupling === 0) continue;
    reflectBothSides(a, n, column + 1, v);
    reflectRows(rows, n, column + 1, v);
  }
  for (let i = 0; i < n; i++) diagonal[i] = at(a, i * n + i);
  return { diagonal, offDiagonal, rows };
}

/** Fills v (from column + 1 on) with the unit vector whose reflection moves that column onto its first entry; returns the entry. */
function computeReflection(a: Float64Array, n: number, column: number, v: Float64Array): number {
  let norm = 0;
  for (let row = column + 1; row < n; row++) norm = Math.hypot(norm, (v[row] = at(a, row * n + column)));
  const first = at(v, column + 1);
  // The sign that adds rather than cancels.
  const target = first > 0 ? -norm : norm;
  const length = Math.sqrt(2 * norm * (norm + Math.abs(first)));
  if (length === 0) return 0;
  v[column + 1] = first - target;
  for (let row = column + 1; row < n; row++) v[row] = at(v, row) / length;
  return target;
}

/** A ← A − 2 v wᵀ − 2 w vᵀ on the trailing block, with w = A v − (vᵀ A v) v. */
function reflectBothSides(a: Float64Array, n: number, start: number, v: Float64Array): void {
  const w = new Float64Array(n);
  let projection = 0;
  for (let row = start; row < n; row++) {
    let sum = 0;
    for (let column = start; column < n; column++) sum += at(a, row * n + column) * at(v, column);
    w[row] = sum;
    projection += at(v, row) * sum;
  }
  for (let row = start; row < n; row++) w[row] = at(w, row) - projection * at(v, row);
  for (let row = start; row < n; row++) {
    const [twiceV, twiceW] = [2 * at(v, row), 2 * at(w, row)];
    for (let column = start; column < n; column++) {
      a[row * n + column] = at(a, row * n + column) - twiceV * at(w, column) - twiceW * at(v, column);
    }
  }
}

/** R ← R − 2 v (vᵀ R) */
function reflectRows(rows: Float64Array, n: number, start: number, v: Float64Array): void {
  const projection = new Float64Array(n);
  for (let row = start; row < n; row++) {
    const weight = at(v, row);
    for (let column = 0; column < n; column++)
      projection[column] = at(projection, column) + weight * at(rows, row * n + column);
  }
  for (let row = start; row < n; row++) {
    const twice = 2 * at(v, row);
    for (let column = 0; column < n; column++)
      rows[row * n + column] = at(rows, row * n + column) - twice * at(projection, column);
  }
}

// QL converges cubically; thirty steps for one eigenvalue are the customary sign that it does not.
const stepsMax = 30;

/** Splits the matrix wherever a coupling vanishes, and turns the rest until it does. */
function solveTridiagonal(tridiagonal: Tridiagonal): void {
  const { diagonal, offDiagonal } = tridiagonal;
  const n = diagonal.length;
  for (let start = 0; start < n; start++) {
    for (let step = 0; ; step++) {
      let end = start;
      while (end < n - 1 && !isNegligible(diagonal, offDiagonal, end)) end++;
      if (end === start) break;
      if (step === stepsMax) throw new Error("the eigenvalues did not converge");
      turn(tridiagonal, start, end);
    }
  }
}

function isNegligible(diagonal: Float64Array, offDiagonal: Float64Array, i: number): boolean {
  return Math.abs(at(offDiagonal, i)) <= Number.EPSILON * (Math.abs(at(diagonal, i)) + Math.abs(at(diagonal, i + 1)));
}

/** One implicit QL step on the block from start to end: a chain of plane rotations from the bottom up. */
function turn({ diagonal, offDiagonal, rows }: Tridiagonal, start: number, end: number): void {
  const half = (at(diagonal, start + 1) - at(diagonal, start)) / (2 * at(offDiagonal, start));
  const shift = at(diagonal, start) - at(offDiagonal, start) / (half + Math.sign(half || 1) * Math.hypot(half, 1));
  let [sine, cosine, carried] = [1, 1, 0];
  let bulge = at(diagonal, end) - shift;
  for (let i = end - 1; i >= start; i--) {
    const coupling = sine * at(offDiagonal, i);
    const next = cosine * at(offDiagonal, i);
    const length = Math.hypot(coupling, bulge);
    offDiagonal[i + 1] = length;
    if (length === 0) {
      // The block fell apart by itself: finish here, the next step starts from the smaller one.
      diagonal[i + 1] = at(diagonal, i + 1) - carried;
      offDiagonal[end] = 0;
      return;
    }
    sine = coupling / length;
    cosine = bulge / length;
    const base = at(diagonal, i + 1) - carried;
    const rotated = (at(diagonal, i) - base) * sine + 2 * cosine * next;
    carried = sine * rotated;
    diagonal[i + 1] = base + carried;
    bulge = cosine * rotated - next;
    rotateRows(rows, diagonal.length, i, sine, cosine);
  }
  diagonal[start] = at(diagonal, start) - carried;
  offDiagonal[start] = bulge;
  offDiagonal[end] = 0;
}

/** The plane rotation of rows i and i + 1. */
function rotateRows(rows: Float64Array, n: number, i: number, sine: number, cosine: number): void {
  for (let upper = i * n, lower = upper + n; upper < (i + 1) * n; upper++, lower++) {
    const [a, b] = [at(rows, upper), at(rows, lower)];
    rows[upper] = cosine * a - sine * b;
    rows[lower] = sine * a + cosine * b;
  }
}

/** Indices here are in range by construction; a hole would make the result NaN, which the tests would see. */
function at(array: Float64Array, index: number): number {
  return array[index] ?? NaN;
}
