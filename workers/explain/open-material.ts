import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { readFeatureFacts } from "#lib/explain/queries/feature-facts.ts";
import { listSplitSequences } from "#lib/explain/queries/split-sequences.ts";
import { readyMaterial } from "#lib/explain/ready-material.ts";
import type { Source } from "#prisma/generated/client.ts";
import { embedMaterial } from "#workers/explain/embed-material.ts";
import { type ObserveContext, observeSplits } from "#workers/explain/observe-splits.ts";
import type { JobContext } from "#workers/job-handler.ts";

/** Tokens of each split that explanations are made from, chosen on and scored on. */
export const SPLIT_TOKENS = { explain: 120_000, select: 30_000, test: 100_000 } as const satisfies Record<
  DocumentSplit,
  number
>;

/** What a job says that has nothing to work on. */
export const TOO_SMALL =
  "Not explained: the corpus is too small to have documents to explain from, to choose on and to score on.";

export type MaterialContext = Pick<JobContext, "db" | "embedder"> & ObserveContext;

/** The same for a job of few features, where running the model takes longest: its progress is said in words. */
export async function openMaterialAloud(
  run: RunDetail,
  source: Source,
  context: JobContext,
): Promise<SourceMaterial | undefined> {
  const { report } = context;
  const material = await openMaterial(run, source, {
    ...context,
    onTokens: (done, total) =>
      report(0, { note: `Running the model over its text first: ${Math.floor((100 * done) / total)}%.` }),
  });
  report(0, { note: null });
  return material;
}

const ALL_SPLITS: readonly DocumentSplit[] = ["explain", "select", "test"];

/**
 * Runs a model over parts of its corpus and readies what explainers and scorers look at.
 * @param splits those that will be looked at; the others are left empty
 * @returns undefined when the corpus is too small to have documents in each of them
 */
export async function openMaterial(
  run: RunDetail,
  source: Source,
  context: MaterialContext,
  splits: readonly DocumentSplit[] = ALL_SPLITS,
): Promise<SourceMaterial | undefined> {
  const { db, signal } = context;
  const tokensOf = (split: DocumentSplit) => (splits.includes(split) ? SPLIT_TOKENS[split] : 0);
  const sequences = await listSplitSequences(db, run, {
    explain: tokensOf("explain"),
    select: tokensOf("select"),
    test: tokensOf("test"),
  });
  if (splits.some((split) => sequences[split].length === 0)) return undefined;
  const vocabulary = await getVocabulary(db, { id: run.modelId, contentHash: run.model.contentHash });
  const facts = await readFeatureFacts(db, source.id, { signal });
  const observations = await observeSplits(run, source, sequences, context);
  return readyMaterial({
    features: source.features,
    seed: run.parameters.seed,
    vocabulary,
    embeddings: embedMaterial(context.embedder, vocabulary),
    facts,
    sequences,
    observations,
  });
}
