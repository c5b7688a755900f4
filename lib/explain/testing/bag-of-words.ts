import type { TextEmbedder } from "#lib/explain/sampling/window-embeddings.ts";
import { TOKENS } from "#lib/explain/testing/planted.ts";
import { toUnit } from "#lib/search/unit-vector.ts";

const PLACES = new Map(TOKENS.map((token, id) => [token.trim(), id]));
/** So that a text without a word has a direction too. */
const FLOOR = 0.02;

/** An embedder to which a text means how often each word of the made-up vocabulary stands in it, and nothing else. */
export const embedWords: TextEmbedder = async (texts, signal) => {
  signal?.throwIfAborted();
  return texts.map((text) => {
    const counts = new Float32Array(TOKENS.length).fill(FLOOR);
    for (const word of text.match(/[a-z]+/g) ?? []) {
      const place = PLACES.get(word);
      if (place !== undefined) counts[place] = (counts[place] ?? 0) + 1;
    }
    return toUnit(counts);
  });
};
