import { mix32 } from "#lib/stats/hash.ts";

/** Numbers in [0, 1), the same for the same seed: a hashed counter, so that nothing repeats in 2^32 draws. */
export function createUniform(seed: number): () => number {
  let state = mix32(seed);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state) / 2 ** 32;
  };
}
