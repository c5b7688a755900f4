import { observed } from "#lib/explain/material.ts";
import { averageResampled, constantResampled, resample } from "#lib/explain/metrics/bootstrap.ts";
import { classificationMetrics } from "#lib/explain/metrics/classification.ts";
import { confusionOfCounts } from "#lib/explain/metrics/confusion.ts";
import { columnTotals, type DocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { momentStatistic } from "#lib/explain/metrics/moment-sums.ts";
import { aurocOfLevels, averagePrecisionOfLevels } from "#lib/explain/metrics/ranking-levels.ts";
import { recallByDecile } from "#lib/explain/metrics/recall-by-decile.ts";
import { correlationOrZero } from "#lib/explain/metrics/simulation.ts";
import { findTopToken } from "#lib/explain/predicates/find-predicates.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";
import { predict } from "#lib/explain/predicates/predict.ts";
import type { ScoreDetail } from "#lib/explain/schema.ts";
import { chooseEvidence } from "#lib/explain/scorers/choose-evidence.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { countFalseAlarms } from "#lib/explain/scorers/false-alarms.ts";
import { countPredictedLevels } from "#lib/explain/scorers/prediction-levels.ts";
import { type Meeting, meet } from "#lib/explain/scorers/meeting.ts";
import { countAgreement, sumMoments } from "#lib/explain/scorers/prediction-sums.ts";
import { notEnoughData, POSITIVES_MIN, type Scorer } from "#lib/explain/scorers/scorer.ts";

/**
 * Carries an explanation out on held-out text and compares with what the feature did there: no judge, no sampling of
 * examples, every token at its natural frequency. The headline is the correlation, in form OpenAI's
 * `ev_correlation_score`, with the rule in the place of the simulating model.
 * @see Bills et al. 2023, "Language models can explain neurons in language models"
 */
export const exactSimulation: Scorer = {
  name: "exact-simulation",
  version: 2,
  side: "input",
  needs: "predicate",
  asks: false,
  score(material, { feature, explanation, shuffled }) {
    const { text, prediction: space } = material.splits.test;
    const actual = observed(material, "test", feature);
    const size = { tokens: text.tokenIds.length, documents: text.documents };
    const positives = actual.positions.length;
    if (!explanation.predicate || positives < POSITIVES_MIN) return notEnoughData(positives, "correlation", size);
    const meeting = meet(predict(space, explanation.predicate), actual);
    const correlate = (against: Meeting) =>
      resample(material.resampled, sumMoments(text, against), momentStatistic(correlationOrZero));
    const predicted = (predicate: Predicate) => correlate(meet(predict(space, predicate), actual));
    const nothing = constantResampled(material.resampled, 0);
    // Found where explanations are made, as they are.
    const topToken = findTopToken(material.search, observed(material, "explain", feature));
    const others = shuffled.flatMap(({ predicate }) => predicate ?? []);
    const { value, low, high, baseline, ...compared } = compareBaselines(correlate(meeting), [
      { name: "top-token", figure: topToken ? predicted(topToken) : nothing },
      { name: "shuffled", figure: averageResampled(others.map(predicted)) },
      { name: "constant", figure: nothing },
    ]);
    const detail: ScoreDetail = {
      metric: "correlation",
      ...size,
      ...compared,
      ...classify(countAgreement(text, meeting), size.tokens),
      ...rank(size.tokens, meeting, actual),
      falseAlarms: countFalseAlarms(material, feature, meeting),
    };
    const evidence = chooseEvidence(text, meeting);
    return { state: "scored", value, low, high, baseline, positives, detail, evidence };
  },
};

function classify(confusion: DocumentSums, size: number): Partial<ScoreDetail> {
  const [positives = 0, predicted = 0, both = 0] = columnTotals(confusion);
  const { precision, recall, f1 } = classificationMetrics(confusionOfCounts({ size, positives, predicted, both }));
  const prevalence = positives / size;
  return {
    precision: precision.value,
    recall: recall.value,
    f1: f1.value,
    f1Baseline: (2 * prevalence) / (1 + prevalence),
    prevalence,
  };
}

function rank(tokens: number, meeting: Meeting, { values }: ObservedFeature): Partial<ScoreDetail> {
  const levels = countPredictedLevels(tokens, meeting);
  const recalled = meeting.predicted.filter((_, place) => (meeting.actual[place] ?? 0) > 0);
  return {
    auroc: aurocOfLevels(levels).value,
    averagePrecision: averagePrecisionOfLevels(levels).value,
    recallByDecile: recallByDecile(
      values,
      Uint8Array.from(recalled, (value) => (value > 0 ? 1 : 0)),
    ).map(({ recall }) => recall.value),
  };
}
