import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { type IndexedText, indexText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import type { Observation } from "#lib/explain/observations/observation.ts";
import { assembleMaterial } from "#lib/explain/testing/assemble-material.ts";
import { createDraw } from "#lib/explain/testing/create-draw.ts";
import { ENGLISH_FEATURES, ENGLISH_TOKENS, englishFeature, writeEnglish } from "#lib/explain/testing/english.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { mix32 } from "#lib/stats/hash.ts";
import { packTokens } from "#lib/stats/sequences.ts";

/** So few that a small model on a laptop judges a feature in minutes, and enough for a figure. */
const DOCUMENTS = { explain: 36, select: 20, test: 44 } as const satisfies Record<DocumentSplit, number>;
/** Two windows. */
const DOCUMENT_TOKENS = 64;
const SEED = 1;
const LEVEL_MAX = 4;

/** Plain English, and features that fire on the kinds of words of {@link ENGLISH_FEATURES}: what a real model can be asked about. */
export function buildEnglishMaterial(): SourceMaterial {
  const texts = {
    explain: indexEnglish(mix32(SEED), 0, DOCUMENTS.explain),
    select: indexEnglish(mix32(SEED + 1), 1000, DOCUMENTS.select),
    test: indexEnglish(mix32(SEED + 2), 2000, DOCUMENTS.test),
  };
  return assembleMaterial(texts, {
    tokens: ENGLISH_TOKENS,
    features: ENGLISH_FEATURES.length,
    seed: SEED,
    observe,
    facts: (feature) => ({
      promoted: [ENGLISH_TOKENS.indexOf(englishFeature(feature).follower)],
      neighbours: [feature + 1, feature + 2].map((other) => other % ENGLISH_FEATURES.length),
    }),
  });
}

function indexEnglish(key: number, firstOrdinal: number, documents: number): IndexedText {
  const draw = createDraw(key);
  const sequences = Array.from({ length: documents }, (_, i) => {
    const words = writeEnglish(DOCUMENT_TOKENS, draw).slice(0, DOCUMENT_TOKENS);
    const ids = ["<s>", ...words].map((word) => ENGLISH_TOKENS.indexOf(word));
    const ordinal = firstOrdinal + i;
    return {
      ordinal,
      documentOrdinal: ordinal,
      start: 0,
      lead: 1,
      tokens: packTokens(ids, ENGLISH_TOKENS.length),
      kind: "made-up",
    };
  });
  return indexText(sequences, ENGLISH_TOKENS.length);
}

/** Every word of a feature's kind fires it, a quarter as strongly to as strongly as {@link LEVEL_MAX}. */
function observe(text: IndexedText): Observation {
  const found = ENGLISH_FEATURES.map(({ words }, feature) =>
    words
      .flatMap((word) => [...positionsOf(text, ENGLISH_TOKENS.indexOf(word))])
      .sort((a, b) => a - b)
      .map((position) => {
        const part = mix32(mix32(position) ^ feature) / 2 ** 32;
        return { position, value: roundToFloat16(LEVEL_MAX * (0.25 + 0.75 * part)) };
      }),
  );
  const starts = new Uint32Array(found.length + 1);
  found.forEach((entries, feature) => (starts[feature + 1] = (starts[feature] ?? 0) + entries.length));
  return {
    features: found.length,
    tokens: text.tokenIds.length,
    starts,
    positions: Uint32Array.from(found.flat(), ({ position }) => position),
    values: Float32Array.from(found.flat(), ({ value }) => value),
  };
}
