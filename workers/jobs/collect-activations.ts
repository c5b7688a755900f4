import { listRunSequences } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRun, writeShardResults } from "#lib/catalog/queries/runs.ts";
import { resumeSources } from "#lib/catalog/queries/source-states.ts";
import { AppError } from "#lib/errors.ts";
import { encodeAccumulator } from "#lib/stats/accumulator-codec.ts";
import { BATCH_SEQUENCES, countBatch, createAccumulators } from "#workers/count-batch.ts";
import type { JobHandler } from "#workers/job-handler.ts";
import { inBatches, joinSequences } from "#workers/token-batches.ts";

/** Runs the model once over a shard and stores, for every source that is not finished, what its features did there. */
export const collectActivationsJob: JobHandler<"collect-activations"> = async ({ runId, shard }, context) => {
  const { db, report, signal, sessions } = context;
  const whole = await getRun(db, runId);
  const run = { ...whole, sources: whole.sources.filter(({ state }) => state !== "READY") };
  const part = run.parameters.shards[shard];
  if (!part) throw new AppError("bad_request", `Run ${runId} has no shard ${shard}.`);
  report(0, { total: part.tokens });
  if (run.sources.length === 0) return [];
  await resumeSources(db, { runId });
  const session = await sessions.get(run);
  const sequences = await listRunSequences(db, run, part);
  const accumulators = createAccumulators(run.sources, run.parameters);
  let tokens = 0;
  for (const batch of inBatches(sequences, BATCH_SEQUENCES)) {
    signal.throwIfAborted();
    const { tokenIds, length } = joinSequences(batch);
    const activations = await session.run(tokenIds, batch.length, length);
    tokens += countBatch(accumulators, batch, activations, length);
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
