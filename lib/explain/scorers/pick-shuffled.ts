import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { mix32 } from "#lib/stats/hash.ts";

/** Explanations of others that each score is set beside. */
const SHUFFLED = 3;
/** How many places apart in the order of density the others may be: a tenth of the features, either way. */
const NEAR_SHARE = 0.1;

/**
 * For each feature, explanations written by the same method for other features that fire about as often: what an explanation
 * scores by being about something common, without being about this feature.
 */
export function pickShuffled(
  explanations: readonly { index: number; draft: Draft }[],
  { facts, seed }: Pick<SourceMaterial, "facts" | "seed">,
): (feature: number) => Draft[] {
  const ranked = explanations.toSorted((a, b) => facts(a.index).density - facts(b.index).density || a.index - b.index);
  const places = new Map(ranked.map(({ index }, place) => [index, place]));
  const reach = Math.max(SHUFFLED, Math.floor(NEAR_SHARE * ranked.length));
  return (feature) => {
    const place = places.get(feature) ?? 0;
    const low = Math.max(0, Math.min(place - reach, ranked.length - 1 - 2 * reach));
    const near = ranked.slice(low, low + 2 * reach + 1).filter(({ index }) => index !== feature);
    const key = mix32(seed ^ feature);
    return takeLowest(near, SHUFFLED, ({ index }) => mix32(key ^ index)).map(({ draft }) => draft);
  };
}

/** The `count` items of lowest hash, lowest first; no two hashes are equal. */
function takeLowest<T>(items: readonly T[], count: number, hashOf: (item: T) => number): T[] {
  const found: { item: T; hash: number }[] = [];
  for (const item of items) {
    const hash = hashOf(item);
    const place = found.findIndex((other) => hash < other.hash);
    found.splice(place < 0 ? found.length : place, 0, { item, hash });
    if (found.length > count) found.pop();
  }
  return found.map(({ item }) => item);
}
