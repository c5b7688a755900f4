import { listRunSequences } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRun, type RunDetail, writeShardResults } from "#lib/catalog/queries/runs.ts";
import { resumeSources } from "#lib/catalog/queries/source-states.ts";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import type { SparseActivations } from "#lib/engine/activation-session.ts";
import { AppError } from "#lib/errors.ts";
import { encodeAccumulator } from "#lib/stats/accumulator-codec.ts";
import type { SequencePlace } from "#lib/stats/sequence-batch.ts";
import { addSequence, createSourceAccumulator, type SourceAccumulator } from "#lib/stats/source-accumulator.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import { inBatches, joinSequences } from "#workers/token-batches.ts";

/** Large enough to be all matrix products, small enough for memory: 4,096 latents of 1,000 tokens are 16 MB a source. */
const BATCH_SEQUENCES = 8;
/** Activating sequences drawn a feature: five groups of five and twenty at random, and some to choose from. */
const SAMPLE_COUNT = 64;
/** What is stored with each example of the document it came from. */
const SPLIT_IDS = { explain: 0, select: 1, test: 2 } as const;

/** Runs the model once over a shard and stores, for every source, what its features did there. */
export const collectActivationsJob: JobHandler<"collect-activations"> = async ({ runId, shard }, context) => {
  const { db, report, signal, sessions } = context;
  const run = await getRun(db, runId);
  const part = run.parameters.shards[shard];
  if (!part) throw new AppError("bad_request", `Run ${runId} has no shard ${shard}.`);
  await resumeSources(db, { runId });
  report(0, { total: part.tokens });
  const session = await sessions.get(run);
  const sequences = await listRunSequences(db, run, part);
  const accumulators = run.sources.map(({ features }) => createRunAccumulator(run, features));
  let tokens = 0;
  for (const batch of inBatches(sequences, BATCH_SEQUENCES)) {
    signal.throwIfAborted();
    const { tokenIds, length } = joinSequences(batch);
    const activations = await session.run(tokenIds, batch.length, length);
    batch.forEach(({ ordinal, documentOrdinal, documentHash, length: own }, row) => {
      const split = SPLIT_IDS[documentSplit(documentHash)];
      addToAll(
        accumulators,
        { sequence: ordinal, document: documentOrdinal, length: own, split },
        activations,
        row * length,
      );
      tokens += own - 1;
    });
    report(tokens);
  }
  const results = run.sources.flatMap(({ id: sourceId }, i) => {
    const accumulator = accumulators[i];
    return accumulator ? [{ sourceId, accumulator: encodeAccumulator(accumulator) }] : [];
  });
  signal.throwIfAborted();
  await writeShardResults(db, { runId, shard }, results);
  return [];
};

function createRunAccumulator({ parameters }: RunDetail, features: number): SourceAccumulator {
  return createSourceAccumulator({
    features,
    seed: parameters.seed,
    sequenceLengthMax: parameters.sequenceLength,
    sampleCount: SAMPLE_COUNT,
  });
}

/** @param firstToken where the sequence starts in the batch, in tokens */
function addToAll(
  accumulators: readonly SourceAccumulator[],
  place: SequencePlace,
  activations: readonly SparseActivations[],
  firstToken: number,
): void {
  accumulators.forEach((accumulator, source) => {
    const found = activations[source];
    if (found) addSequence(accumulator, place, found.indices, found.values, firstToken * found.k, found.k);
  });
}
