import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { replaceSequences, type DocumentRow, type SequenceRow } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRegisteredModel, type RegisteredModel } from "#lib/catalog/queries/register.ts";
import type { CorpusProvenance, RunParameters } from "#lib/catalog/schema.ts";
import { cutSequences, SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import type { CorpusDocument } from "#lib/corpus/document.ts";
import { planShards } from "#lib/corpus/plan-shards.ts";
import { listCorpusPackages, readCorpus } from "#lib/corpus/read-corpus.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import { AppError } from "#lib/errors.ts";
import type { ExplainerName } from "#lib/explain/explainers/registry.ts";
import type { FeatureScorerName } from "#lib/explain/scorers/feature-registry.ts";
import type { ScorerName } from "#lib/explain/scorers/registry.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { PIPELINE_VERSION } from "#lib/jobs/pipeline-version.ts";
import { packTokens } from "#lib/stats/sequences.ts";
import type { JobContext, JobHandler } from "#workers/job-handler.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** A quarter of a minute or so for the bundled model on two cores: little is lost when a worker dies, little is spent on storing. */
const SHARD_TOKENS_MAX = 150_000;
/** Shards are planned in multiples of this, so that two or four jobs side by side end together. */
const SHARDS_TOGETHER = 4;
/** Enough for the third digit of the loss recovered (it is a difference on the same tokens), few enough for seconds. */
const MEASURED_TOKENS = 20_000;
/** Decides which activating sequences are sampled as examples. */
const SEED = 1;

/** Tokenises the corpus for a model, and plans everything that will be computed on it. */
export const ingestCorpusJob: JobHandler<"ingest-corpus"> = async (payload, context) => {
  const model = await getRegisteredModel(context.db, payload.modelId);
  const tokenizer = await loadTokenizer(resolveDirectory(model.directory));
  const sequenceLength = Math.min(SEQUENCE_TOKENS_MAX, model.contextSize);
  const shape = { bosId: requireBos(model, tokenizer), vocabularySize: tokenizer.vocabularySize, sequenceLength };
  const ingested = await tokeniseCorpus(tokenizer, shape, payload.tokens, context);
  const { documents, sequences, tokens } = ingested;
  const shards = planShards(sequences, countShards(tokens));
  const parameters: Omit<RunParameters, "sourceIds"> = {
    seed: SEED,
    sequenceLength,
    documents: documents.length,
    sequences: sequences.length,
    tokens,
    shards,
    measured: chooseMeasured(documents, sequences),
    codeVersion: PIPELINE_VERSION,
  };
  const hash = createHash("sha256")
    .update(documents.map((document) => document.hash).join("\n"))
    .digest("hex");
  const corpus = { slug: payload.corpus, name: CORPUS_NAME, hash, provenance: await describeCorpus(ingested) };
  const { runId, sourceIds } = await replaceSequences(
    context.db,
    { modelId: payload.modelId, corpus, documents, sequences, parameters },
    { signal: context.signal },
  );
  return planRun(model, runId, sourceIds, parameters);
};

const countShards = (tokens: number): number =>
  SHARDS_TOGETHER * Math.max(1, Math.ceil(tokens / (SHARDS_TOGETHER * SHARD_TOKENS_MAX)));

/** What explains every feature of the demo catalog, and scores the explanations. */
const WITHOUT_LANGUAGE_MODEL = {
  explainers: ["token-statistics", "output-statistics"] satisfies ExplainerName[],
  scorers: ["exact-simulation", "promotion"] satisfies ScorerName[],
};

/** What scores its features themselves. */
const OF_FEATURES = { explainers: [], scorers: ["intruder-coherence"] satisfies FeatureScorerName[] };

const CORPUS_NAME = "Speeches, a novel, American prose of 1961, mixed sentences, manuals and code";

type SequenceShape = { bosId: number; vocabularySize: number; sequenceLength: number };
type Ingested = { documents: DocumentRow[]; sequences: SequenceRow[]; tokens: number; tokensByDocument: number[] };

async function tokeniseCorpus(
  tokenizer: Tokenizer,
  shape: SequenceShape,
  tokensMax: number,
  { report, signal }: Pick<JobContext, "report" | "signal">,
): Promise<Ingested> {
  const ingested: Ingested = { documents: [], sequences: [], tokens: 0, tokensByDocument: [] };
  for await (const document of readCorpus()) {
    addDocument(ingested, document, tokenizer.encode(document.text), shape);
    report(ingested.tokens, { total: tokensMax });
    await setImmediate();
    signal.throwIfAborted();
    if (ingested.tokens >= tokensMax) break;
  }
  return ingested;
}

function addDocument(
  ingested: Ingested,
  { title, kind, origin, hash }: CorpusDocument,
  tokens: readonly number[],
  { bosId, vocabularySize, sequenceLength }: SequenceShape,
): void {
  const ordinal = ingested.documents.length;
  ingested.documents.push({ ordinal, title, kind, origin, hash });
  const windows = cutSequences(tokens, bosId, sequenceLength);
  const counted = windows.reduce((sum, window) => sum + window.tokens.length - 1, 0);
  ingested.tokensByDocument.push(counted);
  ingested.tokens += counted;
  for (const { start, tokens: window } of windows) {
    ingested.sequences.push({
      ordinal: ingested.sequences.length,
      documentOrdinal: ordinal,
      start,
      length: window.length,
      tokens: packTokens(window, vocabularySize),
    });
  }
}

function requireBos({ slug, bosTokenId }: RegisteredModel, { bosId }: Tokenizer): number {
  const id = bosTokenId ?? bosId;
  if (id === undefined)
    throw new AppError(
      "bad_request",
      `The model ${slug} names no document-start token (bos_token_id); add it to its config.json.`,
    );
  return id;
}

/** Sequences of held-out documents, from the start of the corpus, as many as are needed. */
function chooseMeasured(documents: readonly DocumentRow[], sequences: readonly SequenceRow[]): number[] {
  const chosen: number[] = [];
  let tokens = 0;
  for (const { ordinal, documentOrdinal, length } of sequences) {
    if (tokens >= MEASURED_TOKENS) break;
    if (documentSplit(documents[documentOrdinal]?.hash ?? "") !== "test") continue;
    chosen.push(ordinal);
    tokens += length - 1;
  }
  return chosen;
}

async function describeCorpus({ documents, tokensByDocument }: Ingested): Promise<CorpusProvenance> {
  const packages = (await listCorpusPackages()).map(({ name, version, licence }) => ({
    name,
    version,
    licence,
    documents: documents.filter(({ origin }) => origin.startsWith(`${name}@`)).length,
  }));
  const byKind = new Map<string, { documents: number; tokens: number }>();
  for (const { ordinal, kind } of documents) {
    const sum = byKind.get(kind) ?? { documents: 0, tokens: 0 };
    byKind.set(kind, { documents: sum.documents + 1, tokens: sum.tokens + (tokensByDocument[ordinal] ?? 0) });
  }
  return { packages, kinds: [...byKind].map(([kind, sum]) => ({ kind, ...sum })) };
}

/**
 * Shards in order, then each source's features and quality, then how sources are related and explanations of the features.
 * Last what is nice to know and takes long: the passages' directions, whether those of a feature hang together, and the maps.
 */
function planRun(
  { slug, sources }: RegisteredModel,
  runId: number,
  sourceIds: readonly number[],
  { shards, measured, tokens }: Omit<RunParameters, "sourceIds">,
): JobPlan[] {
  const collect = shards.map(({ tokens: total }, shard): JobPlan => ({
    name: "collect-activations",
    title: `Run ${slug}, part ${shard + 1} of ${shards.length}`,
    step: 3,
    payload: { runId, shard },
    total,
  }));
  const computed = sources.filter(({ id }) => sourceIds.includes(id));
  const finish = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "finish-source",
    title: `Finish the features of ${slug}/${source}`,
    step: 4,
    payload: { runId, sourceId },
    total: features,
  }));
  const measure = computed
    .filter(({ kind }) => kind !== "NEURONS" && kind !== "DIRECTIONS" && measured.length > 0 && tokens > 0)
    .map(({ id: sourceId, slug: source }): JobPlan => ({
      name: "measure-source",
      title: `Measure the quality of ${slug}/${source}`,
      step: 4,
      payload: { runId, sourceId },
    }));
  const embed: JobPlan = {
    name: "embed-windows",
    title: `Embed the held-out passages of ${slug}`,
    step: 6,
    payload: { runId },
  };
  const explain = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "explain-source",
    title: `Explain the features of ${slug}/${source}`,
    step: 5,
    payload: { runId, sourceId, ...WITHOUT_LANGUAGE_MODEL },
    total: features,
  }));
  const cohere = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "explain-source",
    title: `Compare the passages of the features of ${slug}/${source}`,
    step: 7,
    payload: { runId, sourceId, ...OF_FEATURES },
    total: features,
  }));
  const relate: JobPlan[] =
    computed.length < 2
      ? []
      : [{ name: "relate-sources", title: `Compare the sources of ${slug}`, step: 5, payload: { runId } }];
  const map = computed.map(({ id: sourceId, slug: source, features }): JobPlan => ({
    name: "map-source",
    title: `Map the features of ${slug}/${source}`,
    step: 8,
    payload: { runId, sourceId },
    total: features,
  }));
  return [...collect, ...finish, ...measure, ...relate, ...explain, embed, ...cohere, ...map];
}
