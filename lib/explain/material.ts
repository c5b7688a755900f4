import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { ResampledDocuments } from "#lib/explain/metrics/resamples.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { type Observation, type ObservedFeature, observedFeature } from "#lib/explain/observations/observation.ts";
import type { ContextIndex } from "#lib/explain/predicates/context-index.ts";
import type { SearchSpace } from "#lib/explain/predicates/find-predicates.ts";
import type { PredictionSpace } from "#lib/explain/predicates/predict.ts";
import type { TokenIndex } from "#lib/explain/predicates/token-index.ts";
import type { MaterialEmbeddings } from "#lib/explain/sampling/window-embeddings.ts";

/** A part of the corpus and what every feature of a source did on it. */
export type SplitMaterial = {
  text: IndexedText;
  contexts: ContextIndex;
  prediction: PredictionSpace;
  observation: Observation;
};

/** What the weights say of a feature. */
export type FeatureFacts = {
  density: number;
  /** Tokens whose logits its decoder direction raises most, strongest first. */
  promoted: readonly number[];
  /** Features with the nearest decoder directions, nearest first. */
  neighbours: readonly number[];
};

/**
 * Everything explainers and scorers may look at, for all features of one source. Explainers read `explain` and choose on
 * `select`; scorers read `test`, which no explainer has seen.
 */
export type SourceMaterial = {
  features: number;
  seed: number;
  vocabulary: Vocabulary;
  tokens: TokenIndex;
  splits: Readonly<Record<DocumentSplit, SplitMaterial>>;
  search: SearchSpace;
  /** Of the documents of the test split. */
  resampled: ResampledDocuments;
  embeddings: MaterialEmbeddings;
  facts(feature: number): FeatureFacts;
};

/** What one feature did on one split. */
export function observed({ splits }: SourceMaterial, split: DocumentSplit, feature: number): ObservedFeature {
  return observedFeature(splits[split].observation, feature);
}
