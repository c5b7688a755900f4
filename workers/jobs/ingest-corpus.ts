import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { DocumentRow, Ingestion, SequenceRow } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRegisteredModel, type RegisteredModel } from "#lib/catalog/queries/register.ts";
import { getRun } from "#lib/catalog/queries/runs.ts";
import { startRun } from "#lib/catalog/queries/start-run.ts";
import type { CorpusProvenance } from "#lib/catalog/schema.ts";
import { cutSequences, SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import type { CorpusDocument } from "#lib/corpus/document.ts";
import { planShards } from "#lib/corpus/plan-shards.ts";
import { listCorpusPackages, readCorpus } from "#lib/corpus/read-corpus.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import { AppError } from "#lib/errors.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { PIPELINE_VERSION } from "#lib/jobs/pipeline-version.ts";
import { listUndone } from "#lib/jobs/queries/undone-jobs.ts";
import { packTokens } from "#lib/stats/sequences.ts";
import type { JobContext, JobHandler } from "#workers/job-handler.ts";
import { planRun } from "#workers/plan-run.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** A quarter of a minute or so for the bundled model on two cores: little is lost when a worker dies, little is spent on storing. */
const SHARD_TOKENS_MAX = 150_000;
/** Shards are planned in multiples of this, so that two or four jobs side by side end together. */
const SHARDS_TOGETHER = 4;
/** Enough for the third digit of the loss recovered (it is a difference on the same tokens), few enough for seconds. */
const MEASURED_TOKENS = 20_000;
/** Decides which activating sequences are sampled as examples. */
const SEED = 1;

/**
 * Tokenises the corpus for a model unless it is stored already, and plans everything that is still to be computed on it: sources
 * that are new or have changed, all anew where the corpus has, and what a work that was called off has left undone.
 */
export const ingestCorpusJob: JobHandler<"ingest-corpus"> = async (payload, context) => {
  const { db, signal } = context;
  const model = await getRegisteredModel(db, payload.modelId);
  const sequenceLength = Math.min(SEQUENCE_TOKENS_MAX, model.contextSize);
  const packages = (await listCorpusPackages()).map(({ name, version }) => [name, version]);
  const ingestion = digest(
    JSON.stringify([PIPELINE_VERSION, model.contentHash, sequenceLength, payload.tokens, packages]),
  );
  const read = async (): Promise<Ingestion> => {
    const tokenizer = await loadTokenizer(resolveDirectory(model.directory));
    const shape = { bosId: requireBos(model, tokenizer), vocabularySize: tokenizer.vocabularySize, sequenceLength };
    const ingested = await tokeniseCorpus(tokenizer, shape, payload.tokens, context);
    const { documents, sequences, tokens } = ingested;
    const parameters = {
      seed: SEED,
      sequenceLength,
      documents: documents.length,
      sequences: sequences.length,
      tokens,
      shards: planShards(sequences, countShards(tokens)),
      measured: chooseMeasured(documents, sequences),
      codeVersion: PIPELINE_VERSION,
      ingestion,
    };
    const hash = digest(documents.map((document) => document.hash).join("\n"));
    const provenance = await describeCorpus(ingested);
    return { corpus: { slug: payload.corpus, name: CORPUS_NAME, hash, provenance }, documents, sequences, parameters };
  };
  const runIds = await startRun(db, { ...payload, ingestion }, read, { signal });
  const wanted = { sourceIds: payload.sourceIds, isAlone: model.sources.length < 2 };
  const plans: JobPlan[] = [];
  for (const runId of runIds) plans.push(...planRun(await getRun(db, runId), wanted));
  return listUndone(db, runIds, plans);
};

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const countShards = (tokens: number): number =>
  SHARDS_TOGETHER * Math.max(1, Math.ceil(tokens / (SHARDS_TOGETHER * SHARD_TOKENS_MAX)));

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
