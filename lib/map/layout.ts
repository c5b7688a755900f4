import { setImmediate as nextTurn } from "node:timers/promises";
import { UMAP } from "umap-js";
import type { Neighbours } from "#lib/engine/projection.ts";
import { LAYOUT_SETTINGS } from "#lib/map/layout-settings.ts";
import { createUniform } from "#lib/stats/uniform.ts";

/** Half the side of the square in which points start. */
const START = 10;

/** [count] each */
export type Layout = { x: Float32Array; y: Float32Array };

export type LayoutOptions = {
  seed: number;
  /** Checked between rounds of under a second. */
  signal?: AbortSignal;
  /** Told which share of the rounds is done, 0…1. */
  onRound?: (share: number) => void;
};

/**
 * Lays points out in the plane so that neighbours stay neighbours. Equal input and seed give equal output.
 * @param nearest of each of `count` points the others nearest to it by cosine, itself left out
 * @param start [count] where points begin, in any unit: what is far apart in the large stays so
 * @see McInnes, Healy and Melville 2018, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction"
 */
export async function layOut(
  count: number,
  nearest: Neighbours,
  start: Layout,
  { seed, signal, onRound }: LayoutOptions,
): Promise<Layout> {
  const { neighbours, minDist, spread } = LAYOUT_SETTINGS;
  // With so few, each is every other's neighbour, and there is nothing to lay out.
  if (count <= neighbours) return scaled(start);
  const umap = new UMAP({ nNeighbors: neighbours, minDist, spread, random: createUniform(seed) });
  const kept = Math.min(nearest.k, neighbours - 1);
  const rows = Array.from({ length: count }, (_, point) => point * nearest.k);
  umap.setPrecomputedKNN(
    rows.map((from, point) => [point, ...nearest.indices.subarray(from, from + kept)]),
    rows.map((from) => [
      0,
      // Rounding takes cosines of equal directions beyond 1; a distance of 0 would be itself.
      ...Array.from(nearest.similarities.subarray(from, from + kept), (cosine) => Math.max(1e-6, 1 - cosine)),
    ]),
  );
  // Vectors are looked at for nothing but their number once neighbours are known.
  const rounds = umap.initializeFit(Array.from({ length: count }, () => []));
  const from = scaled(start);
  umap.getEmbedding().forEach((point, i) => {
    point[0] = from.x[i] ?? 0;
    point[1] = from.y[i] ?? 0;
  });
  for (let round = 0; round < rounds; round++) {
    signal?.throwIfAborted();
    umap.step();
    onRound?.((round + 1) / rounds);
    await nextTurn();
  }
  const embedding = umap.getEmbedding();
  return {
    x: Float32Array.from(embedding, ([x = 0]) => x),
    y: Float32Array.from(embedding, ([, y = 0]) => y),
  };
}

/** Into the square in which points start; its centre is their mean. */
function scaled({ x, y }: Layout): Layout {
  const centred = [x, y].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return values.map((value) => value - mean);
  });
  const largest = centred.flatMap((values) => [...values]).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const [atX = x, atY = y] = centred.map((values) => values.map((value) => (value * START) / (largest || 1)));
  return { x: atX, y: atY };
}
