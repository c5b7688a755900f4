/** Normally distributed numbers that are the same in every run, for tests. @param seed any integer */
export function randomNormals(length: number, seed: number, scale = 1): Float32Array {
  const uniform = createUniform(seed);
  return Float32Array.from(
    { length },
    () => scale * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

/** Whole numbers in [0, bound), the same in every run. */
export function randomInts(length: number, bound: number, seed: number): Int32Array {
  const uniform = createUniform(seed);
  return Int32Array.from({ length }, () => Math.floor(uniform() * bound));
}

/** Uniform in (0, 1). @see mulberry32, Tommy Ettinger 2017 */
function createUniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}
