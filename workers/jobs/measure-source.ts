import { listNamedSequences, type RunSequence } from "#lib/catalog/queries/ingested-sequences.ts";
import { getRun } from "#lib/catalog/queries/runs.ts";
import { writeQuality } from "#lib/catalog/queries/write-features.ts";
import type { SourceQuality } from "#lib/catalog/schema.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { AppError } from "#lib/errors.ts";
import { openLossSession } from "#lib/sae/loss-session.ts";
import {
  addLossSums,
  addReconstructionSums,
  computeLossQuality,
  computeMean,
  computeReconstructionQuality,
  emptyLossSums,
  emptyReconstructionSums,
  type LossSums,
  type ReconstructionSums,
} from "#lib/sae/quality.ts";
import { openReconstructionSession } from "#lib/sae/reconstruction-session.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import type { JobContext, JobHandler } from "#workers/job-handler.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";
import { inBatches, joinSequences } from "#workers/token-batches.ts";

/** Larger batches take more memory and are no faster. */
const RECONSTRUCTION_SEQUENCES = 4;
/** Four runs of the model with all logits: 20 MB a sequence. */
const LOSS_SEQUENCES = 1;

/** Measures how well a source rebuilds what it reads, and what the model loses by it, on held-out documents. */
export const measureSourceJob: JobHandler<"measure-source"> = async ({ runId, sourceId }, context) => {
  const run = await getRun(context.db, runId);
  const source = run.sources.find(({ id }) => id === sourceId);
  if (!source) throw new AppError("not_found", `Run ${runId} does not compute source ${sourceId}.`);
  const sequences = await listNamedSequences(context.db, run, run.parameters.measured);
  const tokens = sequences.reduce((sum, { length }) => sum + length - 1, 0);
  // Each token is run through twice: once for the reconstruction, once for the loss.
  context.report(0, { total: 2 * tokens });
  const model = await openRunModel(run);
  const weights = await openSource(model, source);
  await context.sessions.close();
  const sums = await measureReconstruction(model, weights, sequences, context);
  const mean = computeMean(sums, weights.decoderBias);
  const losses = await measureLoss(model, weights, mean, sequences, context, tokens);
  const documents = new Set(sequences.map(({ documentOrdinal }) => documentOrdinal)).size;
  const quality = describeQuality(sums, losses, documents);
  if (quality) await writeQuality(context.db, sourceId, quality);
  else context.report(2 * tokens, { note: NO_VALUE });
  return [];
};

async function measureReconstruction(
  model: ModelDirectory,
  weights: SourceWeights,
  sequences: readonly RunSequence[],
  { engine, signal, report }: JobContext,
): Promise<ReconstructionSums> {
  const session = await openReconstructionSession(model, weights, engine);
  try {
    let sums = emptyReconstructionSums(weights.dOut);
    for (const batch of inBatches(sequences, RECONSTRUCTION_SEQUENCES)) {
      signal.throwIfAborted();
      sums = addReconstructionSums(sums, await session.measure(joinSequences(batch)));
      report(sums.tokens);
    }
    return sums;
  } finally {
    await session.close();
  }
}

async function measureLoss(
  model: ModelDirectory,
  weights: SourceWeights,
  mean: Float32Array,
  sequences: readonly RunSequence[],
  { engine, signal, report }: JobContext,
  done: number,
): Promise<LossSums> {
  const session = await openLossSession(model, weights, mean, engine);
  try {
    let sums = emptyLossSums;
    for (const batch of inBatches(sequences, LOSS_SEQUENCES)) {
      signal.throwIfAborted();
      sums = (await session.measure(joinSequences(batch))).reduce(addLossSums, sums);
      report(done + sums.tokens);
    }
    return sums;
  } finally {
    await session.close();
  }
}

const NO_VALUE = "Not measured: the activation it rebuilds never varies here, or the model does not need it.";

/** @returns undefined when a share has no value on this text, because there is nothing to explain or to recover */
function describeQuality(sums: ReconstructionSums, losses: LossSums, documents: number): SourceQuality | undefined {
  const { principalComponents, ...rebuilt } = computeReconstructionQuality(sums);
  const loss = computeLossQuality(losses);
  const fve = rebuilt.fractionVarianceExplained;
  const pcaFve = principalComponents.fractionVarianceExplained;
  const { recoveredFromZero, recoveredFromMean } = loss;
  if (fve === undefined || pcaFve === undefined || recoveredFromZero === undefined || recoveredFromMean === undefined)
    return undefined;
  return {
    tokens: rebuilt.tokens,
    documents,
    l0: rebuilt.l0,
    fve,
    mse: rebuilt.meanSquaredError,
    pcaFve,
    pcaRank: principalComponents.rank,
    ceClean: loss.clean,
    ceWithSource: loss.reconstructed,
    ceZeroAblated: loss.zeroAblated,
    ceMeanAblated: loss.meanAblated,
    ceRecoveredZero: recoveredFromZero,
    ceRecoveredMean: recoveredFromMean,
    overflowShare: rebuilt.droppedShare,
  };
}
