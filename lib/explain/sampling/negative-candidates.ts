import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { FalseAlarms } from "#lib/explain/schema.ts";
import { inDrawOrder } from "#lib/explain/sampling/draw-order.ts";
import type { ObservedWindow, SplitWindows } from "#lib/explain/sampling/window.ts";

/** How hard a window in which a feature is silent is to tell from one in which it fires. */
export type NegativeKind = FalseAlarms["negatives"];
export type Candidates = { kind: NegativeKind; windows: readonly ObservedWindow[] };

/** Tokens that count as firing a feature: those it fires on most. With all, one odd token would make every window hard. */
const TOP_TOKENS = 20;
/** Features with the nearest decoder directions that count as alike. */
export const NEIGHBOURS = 3;

/**
 * Windows of each kind in the order they are to be taken, all silent from end to end: any; with a token that elsewhere
 * fires the feature; with text like that of its strongest windows (where an embedder ranked them); and those in which
 * the features with the nearest decoder directions fire.
 */
export function negativeCandidates(
  material: SourceMaterial,
  {
    split,
    feature,
    silent,
    nearest,
  }: { split: DocumentSplit; feature: number; nearest?: SplitWindows["silent"] | undefined } & Pick<
    SplitWindows,
    "silent"
  >,
): Candidates[] {
  const { text } = material.splits[split];
  const drawn = inDrawOrder(silent, text, { seed: material.seed, feature, purpose: "negatives" });
  const firing = new Set(topTokens(material, split, feature));
  const neighbours = material
    .facts(feature)
    .neighbours.slice(0, NEIGHBOURS)
    .map((neighbour) => observed(material, split, neighbour));
  return [
    { kind: "random", windows: drawn },
    {
      kind: "same-token",
      windows: drawn.filter(({ first, end }) => text.tokenIds.subarray(first, end).some((id) => firing.has(id))),
    },
    {
      kind: "neighbour-feature",
      windows: drawn.filter((window) =>
        neighbours.some((other) => observedSlice(other, window.first, window.end).positions.length > 0),
      ),
    },
    ...(nearest ? [{ kind: "nearest-text" as const, windows: nearest }] : []),
  ];
}

/** The tokens a feature fires on most, by the sum of its activations. */
export function topTokens(
  material: SourceMaterial,
  split: DocumentSplit,
  feature: number,
  count = TOP_TOKENS,
): number[] {
  const { tokenIds } = material.splits[split].text;
  const { positions, values } = observed(material, split, feature);
  const sums = new Map<number, number>();
  positions.forEach((position, i) => {
    const id = tokenIds[position] ?? 0;
    sums.set(id, (sums.get(id) ?? 0) + (values[i] ?? 0));
  });
  return [...sums]
    .sort(([a, sumA], [b, sumB]) => sumB - sumA || a - b)
    .slice(0, count)
    .map(([id]) => id);
}
