import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { DocumentRow, Ingestion, SequenceRow } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRegisteredModel, type RegisteredModel } from "#lib/catalog/queries/register.ts";
import { getRun } from "#lib/catalog/queries/runs.ts";
import { startRun } from "#lib/catalog/queries/start-run.ts";
import type { CorpusProvenance } from "#lib/catalog/schema.ts";
import { cutSequences, SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import { groupByLead, type LedGroup, leadTokens } from "#lib/corpus/lead.ts";
import type { CorpusDocument } from "#lib/corpus/document.ts";
import { planShards } from "#lib/corpus/plan-shards.ts";
import { listCorpusPackages, readCorpus } from "#lib/corpus/read-corpus.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import type { JobPayload, JobPlan } from "#lib/jobs/contracts.ts";
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
  const { db } = context;
  const model = await getRegisteredModel(db, payload.modelId);
  const tokenizer = await loadTokenizer(resolveDirectory(model.directory));
  const sources = model.sources.filter(({ id }) => payload.sourceIds.includes(id));
  const wanted = { sourceIds: payload.sourceIds, isAlone: model.sources.length < 2 };
  const runIds: number[] = [];
  for (const group of groupByLead({ ...model, leadId: tokenizer.leadId }, sources))
    runIds.push(...(await startRunOf(group, { payload, model, tokenizer, context })));
  const plans: JobPlan[] = [];
  for (const runId of runIds) plans.push(...planRun(await getRun(db, runId), wanted));
  return listUndone(db, runIds, plans);
};

type Ingesting = {
  payload: JobPayload<"ingest-corpus">;
  model: RegisteredModel;
  tokenizer: Tokenizer;
  context: JobContext;
};

/** Sources whose sequences begin alike are computed over one corpus, those that are new or have changed in one run. */
async function startRunOf(
  { lead: { tokenId, by }, sources }: LedGroup<{ id: number }>,
  { payload, model, tokenizer, context }: Ingesting,
): Promise<number[]> {
  const sequenceLength = Math.min(SEQUENCE_TOKENS_MAX, model.contextSize);
  const packages = (await listCorpusPackages()).map(({ name, version }) => [name, version]);
  const ingestion = digest(
    JSON.stringify([PIPELINE_VERSION, model.contentHash, sequenceLength, payload.tokens, tokenId, packages]),
  );
  const lead = leadTokens(tokenId);
  const slug = tokenId === null ? `${payload.corpus}-without-bos` : payload.corpus;
  const read = async (): Promise<Ingestion> => {
    const shape = { lead, vocabularySize: tokenizer.vocabularySize, sequenceLength };
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
      lead: tokenId === null ? null : tokenizer.decode(lead),
      leadBy: by,
      codeVersion: PIPELINE_VERSION,
      ingestion,
    };
    const corpus = {
      slug,
      name: CORPUS_NAME,
      hash: hashCorpus(documents, tokenId),
      leadTokenId: tokenId,
      provenance: await describeCorpus(ingested),
    };
    return { corpus, documents, sequences, parameters };
  };
  const sourceIds = sources.map(({ id }) => id);
  return startRun(context.db, { modelId: payload.modelId, sourceIds, corpus: slug, ingestion }, read, {
    signal: context.signal,
  });
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

const countShards = (tokens: number): number =>
  SHARDS_TOGETHER * Math.max(1, Math.ceil(tokens / (SHARDS_TOGETHER * SHARD_TOKENS_MAX)));

const CORPUS_NAME = "Speeches, a novel, American prose of 1961, mixed sentences, manuals and code";

/** Sequences with a lead are others than those without, so they are of another corpus, though of the same documents. */
function hashCorpus(documents: readonly DocumentRow[], leadTokenId: number | null): string {
  const hashes = documents.map(({ hash }) => hash).join("\n");
  return digest(leadTokenId === null ? `${hashes}\nwithout a lead` : hashes);
}

type SequenceShape = { lead: readonly number[]; vocabularySize: number; sequenceLength: number };
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
  { lead, vocabularySize, sequenceLength }: SequenceShape,
): void {
  const ordinal = ingested.documents.length;
  ingested.documents.push({ ordinal, title, kind, origin, hash });
  const windows = cutSequences(tokens, lead, sequenceLength);
  const counted = windows.reduce((sum, window) => sum + window.tokens.length - lead.length, 0);
  ingested.tokensByDocument.push(counted);
  ingested.tokens += counted;
  for (const { start, tokens: window } of windows) {
    ingested.sequences.push({
      ordinal: ingested.sequences.length,
      documentOrdinal: ordinal,
      start,
      length: window.length,
      lead: lead.length,
      tokens: packTokens(window, vocabularySize),
    });
  }
}

/** Sequences of held-out documents, from the start of the corpus, as many as are needed. */
function chooseMeasured(documents: readonly DocumentRow[], sequences: readonly SequenceRow[]): number[] {
  const chosen: number[] = [];
  let tokens = 0;
  for (const { ordinal, documentOrdinal, length, lead } of sequences) {
    if (tokens >= MEASURED_TOKENS) break;
    if (documentSplit(documents[documentOrdinal]?.hash ?? "") !== "test") continue;
    chosen.push(ordinal);
    tokens += length - lead;
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
