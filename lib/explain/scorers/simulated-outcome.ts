import type { Simulated } from "#lib/explain/judging/simulated.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { constantResampled, resample, type Resampled, type SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { applyLinearCalibration, fitLinearCalibration } from "#lib/explain/metrics/linear-calibration.ts";
import { known } from "#lib/explain/metrics/metric.ts";
import { addPairMoments, emptyPairMoments, type PairMoments, pairMoments } from "#lib/explain/metrics/pair-moments.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import {
  correlation,
  correlationOrZero,
  fractionVarianceExplained,
  uncentredRSquared,
} from "#lib/explain/metrics/simulation.ts";
import type { ScoreDetail } from "#lib/explain/schema.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { noScore, type ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import { simulatedEvidence } from "#lib/explain/scorers/simulated-evidence.ts";

type Subject = {
  feature: number;
  positives: number;
  simulated: readonly Simulated[];
  shuffled: readonly Simulated[];
  /** Of the select split. */
  calibration: readonly Simulated[];
};

/**
 * The correlation of expected and true activations over all tokens of the passages together, times the share of tokens
 * that were answered: a passage without an answer counts as one without any correlation. (All zeros, as published, would
 * make it right wherever the feature is silent.)
 */
export function simulatedOutcome(
  material: SourceMaterial,
  { feature, positives, simulated, shuffled, calibration }: Subject,
): ScoreOutcome {
  const all = [...simulated, ...shuffled, ...calibration];
  const unpaid = all.find(({ failure }) => failure?.kind === "over_budget")?.failure;
  const failed = simulated.filter(({ levels }) => levels === null);
  const size = {
    metric: "correlation" as const,
    tokens: countTokens(simulated),
    documents: new Set(simulated.map(({ document }) => document)).size,
    failedShare: countTokens(failed) / Math.max(1, countTokens(simulated)),
  };
  const fail = (why: string) => noScore("failed", positives, { ...size, baselines: [], why });
  if (unpaid) return fail(`The budget ran out: ${unpaid.detail}`);
  if (failed.length === simulated.length)
    return fail(`Every answer of the judge failed; the first: ${failed[0]?.failure?.detail ?? "nothing was asked"}`);
  const answered = shuffled.filter(({ levels }) => levels !== null);
  const { value, low, high, baseline, ...compared } = compareBaselines(resampleCorrelation(material, simulated), [
    // Failures of a baseline are left out: counting them as wrong would flatter the score beside it.
    { name: "shuffled", figure: resampleCorrelation(material, answered) },
    { name: "constant", figure: constantResampled(material.resampled, 0) },
  ]);
  const detail: ScoreDetail = { ...size, ...compared, figures: calibrated(simulated, calibration) };
  const evidence = simulatedEvidence(material, feature, simulated);
  return { state: "scored", value, low, high, baseline, positives, detail, evidence };
}

const countTokens = (windows: readonly Simulated[]): number =>
  windows.reduce((sum, { values }) => sum + values.length, 0);

function momentsOf(simulated: readonly Simulated[], map = (levels: Float64Array) => levels): PairMoments {
  return simulated.reduce(
    (sum, { levels, values }) => (levels ? addPairMoments(sum, pairMoments(map(levels), values)) : sum),
    emptyPairMoments,
  );
}

/** With the scale learned on the select split by least squares: how well the values fit, not only their order. */
function calibrated(simulated: readonly Simulated[], calibration: readonly Simulated[]): ScoreDetail["figures"] {
  const uncalibrated = { correlationAnswered: correlation(momentsOf(simulated)).value };
  const learned = momentsOf(calibration);
  if (learned.n === 0) return uncalibrated;
  const line = fitLinearCalibration(learned);
  const moments = momentsOf(simulated, (levels) => applyLinearCalibration(line, levels));
  return {
    ...uncalibrated,
    correlationCalibrated: correlationOrZero(moments).value,
    rSquaredCalibrated: uncentredRSquared(moments).value,
    varianceExplainedCalibrated: fractionVarianceExplained(moments).value,
  };
}

/** By document: Σx, Σy, Σxx, Σyy, Σxy of the answered tokens, and the number of the others. */
const WIDTH = 6;

const answeredCorrelation: SumsStatistic = ([x = 0, y = 0, xx = 0, yy = 0, xy = 0, unanswered = 0], size) => {
  const n = size - unanswered;
  const r = correlationOrZero({ n, x, y, xx, yy, xy });
  return r.value === null ? r : known(r.value * (n / size));
};

function resampleCorrelation(material: SourceMaterial, simulated: readonly Simulated[]): Resampled {
  const { documents } = material.splits.test.text;
  const sizes = new Uint32Array(documents);
  const sums = new Float64Array(documents * WIDTH);
  for (const { document, values, levels } of simulated) {
    sizes[document] = (sizes[document] ?? 0) + values.length;
    const { x, y, xx, yy, xy } = levels ? pairMoments(levels, values) : emptyPairMoments;
    [x, y, xx, yy, xy, levels ? 0 : values.length].forEach((sum, i) => {
      sums[document * WIDTH + i] = (sums[document * WIDTH + i] ?? 0) + sum;
    });
  }
  const resampled = resampleDocuments(sizes, material.resampled.resamples);
  return resample(resampled, sparseDocumentSums(sums, WIDTH), answeredCorrelation);
}
