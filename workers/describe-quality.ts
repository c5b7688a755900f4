import type { SourceQuality } from "#lib/catalog/schema.ts";
import type { QualityIntervals } from "#lib/sae/quality-intervals.ts";
import type { LossQuality, ReconstructionQuality } from "#lib/sae/quality.ts";

type Measured = {
  rebuilt: ReconstructionQuality;
  loss: LossQuality;
  intervals: QualityIntervals;
  documents: number;
};

/**
 * Figures as the catalog keeps them; without loss recovered where an ablation does no harm, so that there is nothing to recover.
 * @returns undefined when the activation never varies on this text
 */
export function describeQuality({ rebuilt, loss, intervals, documents }: Measured): SourceQuality | undefined {
  const fve = rebuilt.fractionVarianceExplained;
  const pcaFve = rebuilt.principalComponents.fractionVarianceExplained;
  const { recoveredFromZero, recoveredFromMean } = loss;
  if (fve === undefined || pcaFve === undefined) return undefined;
  return {
    tokens: rebuilt.tokens,
    documents,
    l0: rebuilt.l0,
    fve,
    mse: rebuilt.meanSquaredError,
    pcaFve,
    pcaRank: rebuilt.principalComponents.rank,
    ceClean: loss.clean,
    ceWithSource: loss.reconstructed,
    ceZeroAblated: loss.zeroAblated,
    ceMeanAblated: loss.meanAblated,
    ...(recoveredFromZero !== undefined && { ceRecoveredZero: recoveredFromZero }),
    ...(recoveredFromMean !== undefined && { ceRecoveredMean: recoveredFromMean }),
    klWithSource: loss.klReconstructed,
    klZeroAblated: loss.klZeroAblated,
    klMeanAblated: loss.klMeanAblated,
    overflowShare: rebuilt.droppedShare,
    ...(intervals.fractionVarianceExplained && { fveInterval: intervals.fractionVarianceExplained }),
    ...(intervals.principalComponents && { pcaFveInterval: intervals.principalComponents }),
    ...(intervals.recoveredFromZero && { ceRecoveredZeroInterval: intervals.recoveredFromZero }),
    ...(intervals.recoveredFromMean && { ceRecoveredMeanInterval: intervals.recoveredFromMean }),
    ...(intervals.klReconstructed && { klWithSourceInterval: intervals.klReconstructed }),
  };
}
