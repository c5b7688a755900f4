/** Sums by a number below a bound, and which numbers were met: what a Map from number to sum does, at a fraction of its cost. */
export type SparseSums = {
  /** [bound] */
  sums: Float64Array;
  /** Numbers met, in the order in which they first were. */
  met: number[];
  /** [bound] 1 where met */
  isMet: Uint8Array;
};

export function createSparseSums(bound: number): SparseSums {
  return { sums: new Float64Array(bound), met: [], isMet: new Uint8Array(bound) };
}

export function addSparse({ sums, met, isMet }: SparseSums, number: number, value: number): void {
  if (isMet[number] === 0) {
    isMet[number] = 1;
    met.push(number);
  }
  sums[number] = (sums[number] ?? 0) + value;
}
