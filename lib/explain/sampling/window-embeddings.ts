import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { windowTokens } from "#lib/explain/sampling/window-text.ts";
import { cutWindows } from "#lib/explain/sampling/window.ts";
import { toUnit } from "#lib/search/unit-vector.ts";

/** Turns texts into directions of one width. */
export type TextEmbedder = (texts: readonly string[], signal?: AbortSignal) => Promise<readonly Float32Array[]>;

/** Directions (of length 1) of every window of a text, by the window's first position. */
export type WindowEmbeddings = (text: IndexedText, signal?: AbortSignal) => Promise<ReadonlyMap<number, Float32Array>>;

/** What methods that compare meanings look at: directions of passages and of other texts, by one embedder. */
export type MaterialEmbeddings = {
  /** Which embedder, as provenance says it. */
  settings: { embedder: string; embedderVersion: number; embedderModel: string };
  windows: WindowEmbeddings;
  embed: TextEmbedder;
};

/** The passages of a text as an embedder is given them, in the order of {@link cutWindows}. */
export function windowTexts(vocabulary: Vocabulary, text: IndexedText): string[] {
  return cutWindows(text).map((window) => windowTokens({ vocabulary }, text, window).join("") || " ");
}

/** Embeds the windows of a text when first asked for: once for all features of a source. */
export function embedWindowsOnce({ vocabulary }: { vocabulary: Vocabulary }, embed: TextEmbedder): WindowEmbeddings {
  const known = new WeakMap<IndexedText, ReadonlyMap<number, Float32Array>>();
  return async (text, signal) => {
    const before = known.get(text);
    if (before) return before;
    const windows = cutWindows(text);
    const vectors = await embed(windowTexts(vocabulary, text), signal);
    if (vectors.length !== windows.length) throw new Error(`${windows.length} texts got ${vectors.length} embeddings.`);
    const found = new Map(windows.map(({ first }, i) => [first, toUnit(vectors[i] ?? [])]));
    known.set(text, found);
    return found;
  };
}
