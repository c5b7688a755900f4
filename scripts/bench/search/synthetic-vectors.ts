import { toUnit } from "#lib/search/unit-vector.ts";
import { createDraw } from "#scripts/bench/search/synthetic-words.ts";

/** Documents to a cluster. */
const CLUSTER_SIZE = 200;
/** Noises that are drawn from; a direction adds two of them. */
const NOISES = 2_048;
/** How far members of a cluster are from its middle: cosines between two of them are about 0.6. */
const SPREAD = 0.55;

/** Directions in clusters, as texts about the same things have them. */
export type SyntheticVectors = {
  clusters: number;
  /** A direction of length 1 of a cluster, another for each draw. */
  near(cluster: number, draw: (bound: number) => number): Float32Array;
};

export function createVectors(documents: number, dimensions: number, seed: number): SyntheticVectors {
  const clusters = Math.max(1, Math.round(documents / CLUSTER_SIZE));
  const noises = Array.from({ length: NOISES }, (_, i) => randomDirection(dimensions, seed + 7_919 * (i + 1)));
  return {
    clusters,
    near(cluster, draw) {
      const middle = randomDirection(dimensions, seed ^ (cluster * 104_729 + 1));
      const [a, b] = [noises[draw(NOISES)], noises[draw(NOISES)]];
      return toUnit(middle.map((value, i) => value + SPREAD * ((a?.[i] ?? 0) + (b?.[i] ?? 0))));
    },
  };
}

/** Sums of four uniform numbers are normal enough for a direction. */
function randomDirection(dimensions: number, seed: number): Float32Array {
  const draw = createDraw(seed);
  return toUnit(
    Float32Array.from(
      { length: dimensions },
      () => draw(65_536) + draw(65_536) + draw(65_536) + draw(65_536) - 131_070,
    ),
  );
}
