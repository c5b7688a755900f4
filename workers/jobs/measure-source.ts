import { listNamedSequences, type RunSequence } from "#lib/catalog/queries/ingested-sequences.ts";
import { writeQuality } from "#lib/catalog/queries/write-features.ts";
import { countTextTokens } from "#lib/corpus/lead.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { openLossSession, type Baselines, type SequenceLoss } from "#lib/sae/loss-session.ts";
import { computeQualityIntervals, sumByDocument } from "#lib/sae/quality-intervals.ts";
import {
  addLossSums,
  addReconstructionSums,
  computeLossQuality,
  computeMean,
  computeReconstructionQuality,
  emptyLossSums,
  emptyReconstructionSums,
  type VarianceSums,
} from "#lib/sae/quality.ts";
import { openReconstructionSession, type Reconstruction } from "#lib/sae/reconstruction-session.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import { describeQuality } from "#workers/describe-quality.ts";
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
  const { run, source } = await getRunSource(context.db, { runId, sourceId });
  const sequences = await listNamedSequences(context.db, run, run.parameters.measured);
  const tokens = countTextTokens(sequences);
  // Each token is run through twice: once for the reconstruction, once for the loss.
  context.report(0, { total: 2 * tokens });
  const model = await openRunModel(run);
  const weights = await openSource(model, source);
  await context.sessions.close();
  if (weights.reconstructs === false) {
    context.report(2 * tokens, { note: NOTHING_REBUILT });
    return [];
  }
  const reconstruction = await measureReconstruction(model, weights, sequences, context);
  const rebuilt = computeReconstructionQuality(reconstruction.sums);
  const { directions } = rebuilt.principalComponents;
  const mean = computeMean(reconstruction.sums, weights.decoderBias);
  const losses = await measureLoss(model, weights, { mean, directions }, sequences, context, tokens);
  const loss = computeLossQuality(losses.map((sequence) => sequence.loss).reduce(addLossSums, emptyLossSums));
  const documents = sumByDocument(joinMeasured(sequences, reconstruction.sequences, losses));
  const intervals = computeQualityIntervals(documents, directions, run.parameters.seed);
  const quality = describeQuality({ rebuilt, loss, intervals, documents: documents.length });
  if (quality) await writeQuality(context.db, { sourceId, runId }, quality);
  else context.report(2 * tokens, { note: NO_VALUE });
  return [];
};

async function measureReconstruction(
  model: ModelDirectory,
  weights: SourceWeights,
  sequences: readonly RunSequence[],
  { engine, signal, report }: JobContext,
): Promise<Reconstruction> {
  const session = await openReconstructionSession(model, weights, engine);
  try {
    let sums = emptyReconstructionSums(weights.dOut);
    const ofSequences: VarianceSums[] = [];
    for (const batch of inBatches(sequences, RECONSTRUCTION_SEQUENCES)) {
      signal.throwIfAborted();
      const measured = await session.measure(joinSequences(batch));
      sums = addReconstructionSums(sums, measured.sums);
      ofSequences.push(...measured.sequences);
      report(sums.tokens);
    }
    return { sums, sequences: ofSequences };
  } finally {
    await session.close();
  }
}

async function measureLoss(
  model: ModelDirectory,
  weights: SourceWeights,
  baselines: Baselines,
  sequences: readonly RunSequence[],
  { engine, signal, report }: JobContext,
  done: number,
): Promise<SequenceLoss[]> {
  const session = await openLossSession(model, weights, baselines, engine);
  try {
    const losses: SequenceLoss[] = [];
    let tokens = done;
    for (const batch of inBatches(sequences, LOSS_SEQUENCES)) {
      signal.throwIfAborted();
      const measured = await session.measure(joinSequences(batch));
      losses.push(...measured);
      tokens += measured.reduce((sum, { loss }) => sum + loss.tokens, 0);
      report(tokens);
    }
    return losses;
  } finally {
    await session.close();
  }
}

const NOTHING_REBUILT = "Not measured: this source rebuilds no activation.";
const NO_VALUE = "Not measured: the activation it rebuilds never varies on this text.";

/** What both passes found of each sequence, with the document it is of. */
function joinMeasured(
  sequences: readonly RunSequence[],
  variances: readonly VarianceSums[],
  losses: readonly SequenceLoss[],
) {
  return sequences.flatMap(({ documentOrdinal: document }, i) => {
    const [variance, loss] = [variances[i], losses[i]];
    return variance && loss ? [{ document, variance, ...loss }] : [];
  });
}
