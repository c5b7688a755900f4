import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { SourceMaterial, SplitMaterial } from "#lib/explain/material.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import { indexText, type StoredSequence } from "#lib/explain/observations/indexed-text.ts";
import type { Observation } from "#lib/explain/observations/observation.ts";
import { chooseContextWords, indexContexts } from "#lib/explain/predicates/context-index.ts";
import { createSearchSpace } from "#lib/explain/predicates/find-predicates.ts";
import { createPredictionSpace } from "#lib/explain/predicates/predict.ts";
import { indexVocabulary } from "#lib/explain/predicates/token-index.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

/** Intervals of thousands of features: the third digit of a percentile is not worth five times the work. */
const RESAMPLES = 200;

type Given = Pick<SourceMaterial, "features" | "seed" | "vocabulary" | "embeddings" | "facts"> & {
  /** In order, every split with at least one. */
  sequences: Readonly<Record<DocumentSplit, readonly StoredSequence[]>>;
  observations: Readonly<Record<DocumentSplit, Observation>>;
};

/** Indexes texts and what features did on them for explainers and scorers to look things up. */
export function readyMaterial({
  features,
  seed,
  vocabulary,
  embeddings,
  facts,
  sequences,
  observations,
}: Given): SourceMaterial {
  const tokens = indexVocabulary(vocabulary);
  const index = (split: DocumentSplit) => indexText(sequences[split], vocabulary.size);
  const texts = { explain: index("explain"), select: index("select"), test: index("test") };
  const words = chooseContextWords(texts.explain, tokens);
  const ready = (split: DocumentSplit): SplitMaterial => {
    const text = texts[split];
    const contexts = indexContexts(text, tokens, words, vocabulary.text);
    return {
      text,
      contexts,
      prediction: createPredictionSpace(text, tokens, contexts),
      observation: observations[split],
    };
  };
  const splits = { explain: ready("explain"), select: ready("select"), test: ready("test") };
  const resamples = drawResamples(texts.test.documents, { seed, resamples: RESAMPLES });
  return {
    features,
    seed,
    vocabulary,
    tokens,
    splits,
    search: createSearchSpace(texts.explain, tokens, splits.explain.contexts),
    resampled: resampleDocuments(texts.test.documentTokens, resamples),
    embeddings,
    facts,
  };
}
