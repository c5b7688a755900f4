import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { drawNegatives } from "#lib/explain/sampling/draw-negatives.ts";
import { inDrawOrder } from "#lib/explain/sampling/draw-order.ts";
import { rankNearest } from "#lib/explain/sampling/nearest-windows.ts";
import { type NegativeKind, negativeCandidates } from "#lib/explain/sampling/negative-candidates.ts";
import { pickByDecile } from "#lib/explain/sampling/pick-by-decile.ts";
import { type ObservedWindow, splitWindows } from "#lib/explain/sampling/window.ts";
import type { WindowEmbeddings } from "#lib/explain/sampling/window-embeddings.ts";

/** A window that a judge is asked about. */
export type Example = ObservedWindow & {
  /** What the right answer is. */
  activating: boolean;
  /** Decile of its strength among the activating windows, 0 the strongest; null for the others. */
  decile: number | null;
  kind: NegativeKind | "wrong-marks" | null;
};

export type Examples = {
  /** In the order a judge sees them: drawn at random, so that a batch tells nothing. */
  examples: readonly Example[];
  /** Activating windows of the split, strongest first. */
  activating: readonly ObservedWindow[];
};

type Options = {
  split: DocumentSplit;
  feature: number;
  perDecile: number;
  embeddings?: WindowEmbeddings | undefined;
  signal?: AbortSignal | undefined;
};

/** Windows to judge a feature's explanation on: some of each decile of strength, and as many in which it is silent. */
export async function pickExamples(material: SourceMaterial, options: Options): Promise<Examples> {
  const { split, feature, perDecile, embeddings, signal } = options;
  const { text } = material.splits[split];
  const windows = splitWindows(text, observed(material, split, feature));
  const draw = { seed: material.seed, feature };
  const positives = pickByDecile(windows.activating, perDecile, { text, ...draw, purpose: "judge" });
  const nearest = embeddings && positives.length > 0 ? rankNearest(windows, await embeddings(text, signal)) : undefined;
  const candidates = negativeCandidates(material, { split, feature, silent: windows.silent, nearest });
  const examples: Example[] = [
    ...positives.map((window) => ({ ...window, activating: true, kind: null })),
    ...drawNegatives(candidates, positives.length).map((window) => ({ ...window, activating: false, decile: null })),
  ];
  return { examples: inDrawOrder(examples, text, { ...draw, purpose: "order" }), activating: windows.activating };
}
