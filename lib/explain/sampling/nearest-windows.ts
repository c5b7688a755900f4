import type { ObservedWindow, SplitWindows } from "#lib/explain/sampling/window.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";

/** Strongest windows that others are likened to, as in Delphi. */
const QUERIES = 10;

/**
 * Silent windows, those first whose text is most like that of one of the strongest activating ones (cosine).
 * @param embeddings directions of length 1 by a window's first position
 */
export function rankNearest(
  { activating, silent }: SplitWindows,
  embeddings: ReadonlyMap<number, Float32Array>,
): ObservedWindow[] {
  const directionOf = ({ first }: ObservedWindow) => embeddings.get(first) ?? new Float32Array();
  const queries = activating.slice(0, QUERIES).map(directionOf);
  const near = (window: ObservedWindow) => {
    const own = directionOf(window);
    return queries.reduce((best, query) => Math.max(best, dotProduct(query, own)), -1);
  };
  return silent
    .map((window) => ({ window, similarity: near(window) }))
    .sort((a, b) => b.similarity - a.similarity || a.window.first - b.window.first)
    .map(({ window }) => window);
}
