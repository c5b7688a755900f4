import { listPackedTokens } from "#lib/catalog/queries/ingested-sequences.ts";
import { getShardResult, type RunDetail } from "#lib/catalog/queries/runs.ts";
import { resumeSources } from "#lib/catalog/queries/source-states.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import { type FeatureWrite, replaceFeatures } from "#lib/catalog/queries/write-features.ts";
import type { Provenance, SourceSummary } from "#lib/catalog/schema.ts";
import { tokenText, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import { pickLead } from "#lib/corpus/lead-fields.ts";
import { readUnembedding } from "#lib/engine/decoder/read-directions.ts";
import { nearestRows, projectRows } from "#lib/engine/projection.ts";
import { AppError } from "#lib/errors.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { decodeAccumulator } from "#lib/stats/accumulator-codec.ts";
import { encodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import type { FeatureDetail } from "#lib/stats/feature-detail.ts";
import { type FeatureSummary, finishSource } from "#lib/stats/finish-source.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { type OutputTokens, summarizeOutputTokens } from "#lib/stats/output-tokens.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";
import { mergeInto, type SourceAccumulator } from "#lib/stats/source-accumulator.ts";
import type { Source } from "#prisma/generated/client.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import type { JobContext, JobHandler } from "#workers/job-handler.ts";
import { releaseMemory } from "#workers/release-memory.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";

const NEAREST_COUNT = 10;
/** Tokens shown in a table's row. */
const SHOWN_TOKENS = 5;
/** Features whose examples' tokens are fetched together. */
const CHUNK_FEATURES = 256;

/** Merges the shards of one source into its features, and stores them all at once. */
export const finishSourceJob: JobHandler<"finish-source"> = async ({ runId, sourceId }, context) => {
  const { db, report, signal } = context;
  const { run, source } = await getRunSource(db, { runId, sourceId });
  // A worker that died after the features were stored and before the job was marked done leaves nothing to do.
  if (source.state === "READY") return [];
  await resumeSources(db, { runId, sourceId });
  report(0, { total: source.features });
  const accumulator = await mergeShards(run, sourceId, context);
  const ofWeights = await describeWeights(run, source, context);
  const vocabulary = await getVocabulary(db, { id: run.modelId, contentHash: run.model.contentHash });
  const tally = { live: 0, dead: 0, examples: 0, detailBytes: 0 };
  const { tokensSeen: tokens } = accumulator;
  await replaceFeatures(
    db,
    { sourceId, runId },
    describeFeatures(run, accumulator, ofWeights, vocabulary, { tally, db, report, signal }),
    () => ({ summary: { tokens, ...tally }, provenance: describeProvenance(run, source, tokens, context) }),
    { signal },
  );
  return [];
};

/** Merging is exact in any order; the order of shards keeps memory to two accumulators. */
async function mergeShards(
  { id: runId, parameters }: RunDetail,
  sourceId: number,
  { db, signal }: JobContext,
): Promise<SourceAccumulator> {
  let merged: SourceAccumulator | undefined;
  for (const shard of parameters.shards.keys()) {
    signal.throwIfAborted();
    const accumulator = decodeAccumulator(await getShardResult(db, { runId, sourceId, shard }));
    if (merged) mergeInto(merged, accumulator);
    else merged = accumulator;
    releaseMemory();
  }
  if (!merged) throw new AppError("bad_request", "The corpus is empty, so there is nothing to finish.");
  return merged;
}

type OfWeights = Pick<FeatureDetail, "output" | "nearest">;

/** What the weights alone say of each feature: what it writes to the output, and which others write the same. */
async function describeWeights(
  run: RunDetail,
  source: Source,
  { engine, signal }: JobContext,
): Promise<(feature: number) => OfWeights> {
  const model = await openRunModel(run);
  const weights: SourceWeights = await openSource(model, source);
  const decoder = { data: weights.decoder, width: weights.dOut };
  const outputs: OutputTokens[] = [];
  const unembedding = await readUnembedding(model);
  const { vocabularySize } = model.config;
  await projectRows(
    decoder,
    unembedding,
    (_first, logits) => void outputs.push(...summarizeOutputTokens(logits, vocabularySize)),
    { ...engine, signal },
  );
  const neighbours = await nearestRows(decoder, NEAREST_COUNT, { ...engine, signal });
  return (feature) => {
    const output = outputs[feature];
    if (!output) throw new Error(`No output tokens for feature ${feature}.`);
    const at = feature * neighbours.k;
    const nearest = Array.from(neighbours.indices.subarray(at, at + neighbours.k), (index, i) => ({
      index,
      cosine: roundToFloat16(neighbours.similarities[at + i] ?? 0),
    }));
    return { output, nearest };
  };
}

type Describing = Pick<JobContext, "db" | "report" | "signal"> & { tally: Omit<SourceSummary, "tokens"> };

async function* describeFeatures(
  run: RunDetail,
  accumulator: SourceAccumulator,
  ofWeights: (feature: number) => OfWeights,
  vocabulary: Vocabulary,
  { tally, db, report, signal }: Describing,
): AsyncGenerator<FeatureWrite> {
  for (const chunk of inChunks(finishSource(accumulator), CHUNK_FEATURES)) {
    signal.throwIfAborted();
    const tokens = await listPackedTokens(db, run, new Set(chunk.flatMap(listTopSequences)));
    for (const summary of chunk) {
      const row = describeFeature(summary, ofWeights(summary.feature), vocabulary, tokens);
      tally[summary.detail.activeTokens > 0 ? "live" : "dead"] += 1;
      tally.examples += summary.detail.groups.reduce((sum, { examples }) => sum + examples.length, 0);
      tally.detailBytes += row.detail.length;
      yield row;
    }
    report((chunk.at(-1)?.feature ?? 0) + 1);
  }
}

const topExamples = ({ detail }: FeatureSummary) => detail.groups.find(({ kind }) => kind === "top")?.examples ?? [];
const listTopSequences = (summary: FeatureSummary): number[] => topExamples(summary).map(({ sequence }) => sequence);

function describeFeature(
  summary: FeatureSummary,
  ofWeights: OfWeights,
  vocabulary: Vocabulary,
  packedTokens: ReadonlyMap<number, Uint8Array>,
): FeatureWrite {
  const { feature: index, density, detail } = summary;
  const peaks = topExamples(summary).map(({ sequence, peakPosition }) => {
    const packed = packedTokens.get(sequence);
    return packed ? (unpackTokens(packed)[peakPosition] ?? 0) : 0;
  });
  const text = (id: number): string => tokenText(vocabulary, id).text;
  return {
    index,
    density,
    maxActivation: detail.max,
    activeTokens: detail.activeTokens,
    topTokens: [...new Set(peaks)].slice(0, SHOWN_TOKENS).map(text),
    outputTokens: ofWeights.output.top.slice(0, SHOWN_TOKENS).map(({ token }) => text(token)),
    detail: encodeFeatureDetail({ ...detail, ...ofWeights }),
  };
}

function describeProvenance(
  { model, corpus, parameters }: RunDetail,
  source: Source,
  tokens: number,
  { engine }: JobContext,
): Provenance {
  return {
    codeVersion: parameters.codeVersion,
    modelHash: model.contentHash,
    sourceHash: source.contentHash ?? "",
    corpus: corpus.slug,
    corpusHash: corpus.hash,
    documents: parameters.documents,
    sequences: parameters.sequences,
    tokens,
    sequenceLength: parameters.sequenceLength,
    ...pickLead(parameters),
    seed: parameters.seed,
    executionProvider: engine.provider ?? "cpu",
    ...(engine.weights === undefined || engine.weights === "f32" ? {} : { weights: engine.weights }),
    computedAt: new Date().toISOString(),
  };
}

function* inChunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
