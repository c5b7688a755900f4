import { countedAnswer, type Judged, judgedExample } from "#lib/explain/judging/judged.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { constantResampled, resample, type Resampled } from "#lib/explain/metrics/bootstrap.ts";
import { balancedAccuracy } from "#lib/explain/metrics/classification.ts";
import { CONFUSION_SUMS_WIDTH, confusionStatistic } from "#lib/explain/metrics/confusion-sums.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { scoreJudgedExamples } from "#lib/explain/metrics/judged-examples.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import type { FalseAlarms, ScoreDetail } from "#lib/explain/schema.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { judgedEvidence } from "#lib/explain/scorers/judged-evidence.ts";
import { noScore, type ScoreOutcome } from "#lib/explain/scorers/scorer.ts";
import type { NegativeKind } from "#lib/explain/sampling/negative-candidates.ts";

type Subject = {
  feature: number;
  /** Activating windows there were to draw from. */
  positives: number;
  judged: readonly Judged[];
  /** The same judge on another feature's explanation. */
  shuffled: readonly Judged[];
};

/**
 * The score of what a judge said: balanced accuracy with every failure counted as wrong, its interval by resampling
 * documents, beside what a constant answer and another feature's explanation reach. A budget that ran out is not the
 * judge's failure: then there is no score.
 */
export function judgedOutcome(
  material: SourceMaterial,
  { feature, positives, judged, shuffled }: Subject,
): ScoreOutcome {
  const scores = scoreJudgedExamples(judged.map(judgedExample));
  const documents = new Set(judged.map(({ document }) => document)).size;
  const size = {
    metric: "balanced-accuracy" as const,
    tokens: judged.length,
    documents,
    failedShare: scores.failedShare.value ?? 0,
  };
  const why = whyNoScore([...judged, ...shuffled], judged);
  if (why !== undefined) return noScore("failed", positives, { ...size, baselines: [], why });
  const { value, low, high, baseline, ...compared } = compareBaselines(resampleAccuracy(material, judged), [
    { name: "constant", figure: constantResampled(material.resampled, 0.5) },
    // Failures of a baseline are left out: counting them as wrong would flatter the score beside it.
    { name: "shuffled", figure: resampleAccuracy(material, shuffled.filter(isAnswered)) },
  ]);
  const detail: ScoreDetail = {
    ...size,
    ...compared,
    precision: scores.precision.value,
    recall: scores.recall.value,
    f1: scores.f1.value,
    auroc: scores.auroc.value,
    recallByDecile: scores.recallByDecile.map(({ recall }) => recall.value),
    falseAlarms: countFalseAlarms(judged),
    figures: { specificity: scores.specificity.value, ...countWrongMarks(judged) },
  };
  const evidence = judgedEvidence(material, feature, judged);
  return { state: "scored", value, low, high, baseline, positives, detail, evidence };
}

function whyNoScore(asked: readonly Judged[], judged: readonly Judged[]): string | undefined {
  const unpaid = asked.find(({ failure }) => failure?.kind === "over_budget")?.failure;
  if (unpaid) return `The budget ran out: ${unpaid.detail}`;
  if (judged.some(isAnswered)) return undefined;
  return `Every answer of the judge failed; the first: ${judged[0]?.failure?.detail ?? "nothing was asked"}`;
}

const isAnswered = ({ prediction }: Judged): boolean => prediction !== null;

function resampleAccuracy(material: SourceMaterial, judged: readonly Judged[]): Resampled {
  const { documents } = material.splits.test.text;
  const sizes = new Uint32Array(documents);
  const sums = new Float64Array(documents * CONFUSION_SUMS_WIDTH);
  for (const example of judged) {
    const says = countedAnswer(example);
    sizes[example.document] = (sizes[example.document] ?? 0) + 1;
    [example.activating, says, example.activating && says].forEach((holds, i) => {
      const at = example.document * CONFUSION_SUMS_WIDTH + i;
      sums[at] = (sums[at] ?? 0) + Number(holds);
    });
  }
  const resampled = resampleDocuments(sizes, material.resampled.resamples);
  return resample(resampled, sparseDocumentSums(sums, CONFUSION_SUMS_WIDTH), confusionStatistic(balancedAccuracy));
}

const KINDS = ["random", "same-token", "nearest-text", "neighbour-feature"] as const satisfies NegativeKind[];

function countFalseAlarms(judged: readonly Judged[]): FalseAlarms[] {
  return KINDS.flatMap((negatives) => {
    const ofKind = judged.filter(({ kind }) => kind === negatives);
    if (ofKind.length === 0) return [];
    return [{ negatives, count: ofKind.length, rate: ofKind.filter(countedAnswer).length / ofKind.length }];
  });
}

function countWrongMarks(judged: readonly Judged[]): Record<string, number> {
  const wrong = judged.filter(({ kind }) => kind === "wrong-marks");
  if (wrong.length === 0) return {};
  return { wrongMarks: wrong.length, wrongMarksTaken: wrong.filter(countedAnswer).length / wrong.length };
}
