import { mix32 } from "#lib/stats/hash.ts";

/** @returns [count × width] independent standard normals, the same for the same seed: rows point everywhere alike */
export function randomDirections(count: number, width: number, seed: number): Float32Array {
  const key = mix32(seed);
  const uniform = (i: number): number => (mix32(key ^ mix32(i)) + 0.5) / 2 ** 32;
  // Box and Muller 1958.
  return Float32Array.from(
    { length: count * width },
    (_, i) => Math.sqrt(-2 * Math.log(uniform(2 * i))) * Math.cos(2 * Math.PI * uniform(2 * i + 1)),
  );
}
