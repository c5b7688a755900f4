import type { SourceMaterial } from "#lib/explain/material.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { cutWindows, type ObservedWindow, type SplitWindows } from "#lib/explain/sampling/window.ts";

/** Turns texts into directions of one width. */
export type TextEmbedder = (texts: readonly string[], signal?: AbortSignal) => Promise<readonly Float32Array[]>;

/** Directions of every window of a text, by the window's first position. */
export type WindowEmbeddings = (text: IndexedText, signal?: AbortSignal) => Promise<ReadonlyMap<number, Float32Array>>;

/** Strongest windows that others are likened to, as in Delphi. */
const QUERIES = 10;

/** Embeds the windows of a text when first asked for: once for all features of a source. */
export function embedWindowsOnce(material: Pick<SourceMaterial, "vocabulary">, embed: TextEmbedder): WindowEmbeddings {
  const known = new WeakMap<IndexedText, ReadonlyMap<number, Float32Array>>();
  return async (text, signal) => {
    const before = known.get(text);
    if (before) return before;
    const windows = cutWindows(text);
    const vectors = await embed(
      windows.map((window) => windowTokens(material, text, window).join("")),
      signal,
    );
    if (vectors.length !== windows.length) throw new Error(`${windows.length} texts got ${vectors.length} embeddings.`);
    const found = new Map(windows.map(({ first }, i) => [first, vectors[i] ?? new Float32Array()]));
    known.set(text, found);
    return found;
  };
}

/** Silent windows, those first whose text is most like that of one of the strongest activating ones (cosine). */
export function rankNearest(
  { activating, silent }: SplitWindows,
  embeddings: ReadonlyMap<number, Float32Array>,
): ObservedWindow[] {
  const unit = ({ first }: ObservedWindow) => normalise(embeddings.get(first) ?? new Float32Array());
  const queries = activating.slice(0, QUERIES).map(unit);
  const near = (window: ObservedWindow) => {
    const own = unit(window);
    return queries.reduce((best, query) => Math.max(best, dot(query, own)), -1);
  };
  return silent
    .map((window) => ({ window, similarity: near(window) }))
    .sort((a, b) => b.similarity - a.similarity || a.window.first - b.window.first)
    .map(({ window }) => window);
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

function normalise(vector: Float32Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector;
}
