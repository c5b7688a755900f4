import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import { openActivationSession, type ActivationSession } from "#lib/engine/activation-session.ts";
import type { SourceMaterial, SplitMaterial } from "#lib/explain/material.ts";
import { drawResamples, resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import { indexText } from "#lib/explain/observations/indexed-text.ts";
import { type Observation, ObservationBuilder } from "#lib/explain/observations/observation.ts";
import { chooseContextWords, type ContextWords, indexContexts } from "#lib/explain/predicates/context-index.ts";
import { createSearchSpace } from "#lib/explain/predicates/find-predicates.ts";
import { createPredictionSpace } from "#lib/explain/predicates/predict.ts";
import { indexVocabulary, type TokenIndex } from "#lib/explain/predicates/token-index.ts";
import { readFeatureFacts } from "#lib/explain/queries/feature-facts.ts";
import { listSplitSequences, type SplitSequence } from "#lib/explain/queries/split-sequences.ts";
import type { Source } from "#prisma/generated/client.ts";
import { embedMaterial } from "#workers/explain/embed-material.ts";
import type { JobContext } from "#workers/job-handler.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";
import { inBatches, joinSequences } from "#workers/token-batches.ts";

/** Tokens of each split that explanations are made from, chosen on and scored on. */
export const SPLIT_TOKENS = { explain: 120_000, select: 30_000, test: 100_000 } as const satisfies Record<
  DocumentSplit,
  number
>;
const BATCH_SEQUENCES = 8;
/** Intervals of thousands of features: the third digit of a percentile is not worth five times the work. */
const RESAMPLES = 200;

/** What a job says that has nothing to work on. */
export const TOO_SMALL =
  "Not explained: the corpus is too small to have documents to explain from, to choose on and to score on.";

export type MaterialContext = Pick<JobContext, "db" | "signal" | "engine" | "embedder"> & {
  /** Tokens run through the model so far. */
  onTokens?: (done: number, total: number) => void;
};

/**
 * Runs a model over parts of its corpus and readies what explainers and scorers look at.
 * @returns undefined when the corpus is too small to have documents in every split
 */
export async function openMaterial(
  run: RunDetail,
  source: Source,
  context: MaterialContext,
): Promise<SourceMaterial | undefined> {
  const { db, signal } = context;
  const sequences = await listSplitSequences(db, run, SPLIT_TOKENS);
  if (Object.values(sequences).some(({ length }) => length === 0)) return undefined;
  const vocabulary = await getVocabulary(db, { id: run.modelId, contentHash: run.model.contentHash });
  const facts = await readFeatureFacts(db, source.id, { signal });
  const observations = await observeSplits(run, source, sequences, context);
  const tokens = indexVocabulary(vocabulary);
  const words = chooseContextWords(indexText(sequences.explain, vocabulary.size), tokens);
  const ready = (split: DocumentSplit) =>
    readySplit(sequences[split], observations[split], { vocabulary, tokens, words });
  const splits = { explain: ready("explain"), select: ready("select"), test: ready("test") };
  const { seed } = run.parameters;
  const resamples = drawResamples(splits.test.text.documents, { seed, resamples: RESAMPLES });
  return {
    features: source.features,
    seed,
    vocabulary,
    tokens,
    splits,
    search: createSearchSpace(splits.explain.text, tokens, splits.explain.contexts),
    resampled: resampleDocuments(splits.test.text.documentTokens, resamples),
    embeddings: embedMaterial(context.embedder, vocabulary),
    facts,
  };
}

function readySplit(
  sequences: readonly SplitSequence[],
  observation: Observation,
  { vocabulary, tokens, words }: { vocabulary: Vocabulary; tokens: TokenIndex; words: ContextWords },
): SplitMaterial {
  const text = indexText(sequences, vocabulary.size);
  const contexts = indexContexts(text, tokens, words, vocabulary.text);
  return { text, contexts, prediction: createPredictionSpace(text, tokens, contexts), observation };
}

async function observeSplits(
  run: RunDetail,
  source: Source,
  sequences: Readonly<Record<DocumentSplit, readonly SplitSequence[]>>,
  { engine, signal, onTokens }: MaterialContext,
): Promise<Record<DocumentSplit, Observation>> {
  const model = await openRunModel(run);
  const session = await openActivationSession(model, [await openSource(model, source)], engine);
  const total = Object.values(sequences)
    .flat()
    .reduce((sum, { length }) => sum + length - 1, 0);
  let done = 0;
  const onBatch = (tokens: number) => {
    signal.throwIfAborted();
    done += tokens;
    onTokens?.(done, total);
  };
  try {
    return {
      explain: await observe(session, source.features, sequences.explain, onBatch),
      select: await observe(session, source.features, sequences.select, onBatch),
      test: await observe(session, source.features, sequences.test, onBatch),
    };
  } finally {
    await session.close();
  }
}

async function observe(
  session: ActivationSession,
  features: number,
  sequences: readonly SplitSequence[],
  onBatch: (tokens: number) => void,
): Promise<Observation> {
  const builder = new ObservationBuilder(features);
  for (const batch of inBatches(sequences, BATCH_SEQUENCES)) {
    const { tokenIds, length } = joinSequences(batch);
    const [found] = await session.run(tokenIds, batch.length, length);
    if (!found) throw new Error("The session answered for no source.");
    // The first token of each row is BOS, which is not counted.
    batch.forEach((sequence, row) =>
      builder.add(found.indices, found.values, { k: found.k, firstRow: row * length + 1, tokens: sequence.length - 1 }),
    );
    onBatch(batch.reduce((sum, sequence) => sum + sequence.length - 1, 0));
  }
  return builder.finish();
}
