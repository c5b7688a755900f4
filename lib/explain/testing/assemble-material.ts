import { packVocabulary, unpackVocabulary } from "#lib/catalog/vocabulary.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { FeatureFacts, SourceMaterial, SplitMaterial } from "#lib/explain/material.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { type Observation, observedFeature } from "#lib/explain/observations/observation.ts";
import { chooseContextWords, indexContexts } from "#lib/explain/predicates/context-index.ts";
import { createSearchSpace } from "#lib/explain/predicates/find-predicates.ts";
import { createPredictionSpace } from "#lib/explain/predicates/predict.ts";
import { indexVocabulary } from "#lib/explain/predicates/token-index.ts";
import { embedWindowsOnce } from "#lib/explain/sampling/window-embeddings.ts";
import { embedWords } from "#lib/explain/testing/bag-of-words.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

const RESAMPLES = 200;

/** What is made up beside the texts. */
type World = {
  /** The vocabulary, BOS first. */
  tokens: readonly string[];
  features: number;
  seed: number;
  observe(text: IndexedText): Observation;
  facts(feature: number): Omit<FeatureFacts, "density">;
};

/** Everything that explainers and scorers look at, from three texts and what features do on them. */
export function assembleMaterial(
  texts: Readonly<Record<DocumentSplit, IndexedText>>,
  { tokens: words, features, seed, observe, facts }: World,
): SourceMaterial {
  const vocabulary = unpackVocabulary(packVocabulary(words.map((token) => new TextEncoder().encode(token))));
  const tokens = indexVocabulary(vocabulary);
  const contextWords = chooseContextWords(texts.explain, tokens);
  const ready = (text: IndexedText): SplitMaterial => {
    const contexts = indexContexts(text, tokens, contextWords, vocabulary.text);
    return { text, contexts, prediction: createPredictionSpace(text, tokens, contexts), observation: observe(text) };
  };
  const splits = { explain: ready(texts.explain), select: ready(texts.select), test: ready(texts.test) };
  const { documents, documentTokens } = texts.test;
  const resamples = drawResamples(Math.max(1, documents), { seed, resamples: RESAMPLES });
  return {
    features,
    seed,
    vocabulary,
    tokens,
    splits,
    search: createSearchSpace(texts.explain, tokens, splits.explain.contexts),
    resampled: resampleDocuments(documents === 0 ? new Uint32Array(1) : documentTokens, resamples),
    embeddings: {
      settings: { embedder: "bag-of-words", embedderVersion: 1, embedderModel: "made-up" },
      windows: embedWindowsOnce({ vocabulary }, embedWords),
      embed: embedWords,
    },
    facts: (feature) => ({
      density:
        observedFeature(splits.explain.observation, feature).positions.length /
        Math.max(1, texts.explain.tokenIds.length),
      ...facts(feature),
    }),
  };
}
