import { mix32 } from "#lib/stats/hash.ts";

/** Numbers in [0, 1), the same for the same key. */
export function createDraw(key: number): () => number {
  let count = 0;
  return () => mix32(mix32(count++) ^ key) / 2 ** 32;
}
