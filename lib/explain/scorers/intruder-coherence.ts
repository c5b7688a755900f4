import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { constantResampled, resample, type SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { type DocumentSums, sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { leaveOneOutSeparability } from "#lib/explain/metrics/example-embedding.ts";
import { findOddOne, scoreIntruder } from "#lib/explain/metrics/intruder.ts";
import { ratio } from "#lib/explain/metrics/metric.ts";
import {
  indexWindows,
  type IntruderSet,
  listActivating,
  pickIntruderSets,
  SET_PASSAGES,
  shuffleSets,
  type WindowIndex,
} from "#lib/explain/sampling/pick-intruder-sets.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import type { FeatureScorer, FeatureScoreOutcome } from "#lib/explain/scorers/feature-scorer.ts";
import { intruderEvidence } from "#lib/explain/scorers/intruder-evidence.ts";
import { notEnoughData, noScore, POSITIVES_MIN } from "#lib/explain/scorers/scorer.ts";
import { widenCompared } from "#lib/explain/scorers/widen-compared.ts";

const WIDTH = 2;
const shareFound: SumsStatistic = ([sets = 0, found = 0]) => ratio(found, sets, "no examples");

/**
 * Whether the passages in which a feature fires hang together: each set holds four of like strength and one in which it is
 * silent, and the one whose direction is least like the others' is taken for the intruder. In form Delphi's intruder
 * detection, with an embedder in the judge's place; what it finds are shared subjects and words.
 * @see Paulo and Belrose 2025, "Evaluating SAE interpretability without explanations"
 */
export const intruderCoherence: FeatureScorer = {
  name: "intruder-coherence",
  version: 2,
  asks: false,
  embeds: true,
  async open(material, signal) {
    const { text } = material.splits.test;
    const index = indexWindows(text);
    const byFirst = await material.embeddings.windows(text, signal);
    const vectors = index.windows.map(({ first }) => byFirst.get(first) ?? new Float32Array());
    return (feature) => scoreFeature(material, feature, { index, vectors });
  },
};

/** `vectors`: [windows] directions of length 1. */
type Passages = { index: WindowIndex; vectors: readonly Float32Array[] };

function scoreFeature(material: SourceMaterial, feature: number, { index, vectors }: Passages): FeatureScoreOutcome {
  const { seed, resampled } = material;
  const { text } = material.splits.test;
  const actual = observed(material, "test", feature);
  const activating = listActivating(index, actual);
  const positives = activating.length;
  const none = { tokens: 0, documents: text.documents };
  if (positives < POSITIVES_MIN) return { ...notEnoughData(positives, "accuracy", none, "passages"), evidence: [] };
  const silent = index.windows.length - positives;
  if (silent < POSITIVES_MIN) {
    const why = `It is silent in ${silent} held-out passages; ${POSITIVES_MIN} are needed for a figure.`;
    return {
      ...noScore("not-enough-data", positives, { metric: "accuracy", ...none, baselines: [], why }),
      evidence: [],
    };
  }
  const sets = pickIntruderSets(index, { text, seed, feature, activating });
  const guess = ({ members }: IntruderSet) =>
    findOddOne(members.map((member) => vectors[member] ?? new Float32Array()));
  const guesses = sets.map((set) => ({ ...set, guess: guess(set) }));
  const isFound = (set: IntruderSet & { guess: number }) => set.guess === set.intruder;
  const found = guesses.filter(isFound).length;
  const { chance, interval } = scoreIntruder({ correct: found, trials: sets.length, choices: SET_PASSAGES });
  const shuffled = shuffleSets(index, sets, { seed, feature, activating }).map((set) => ({
    ...set,
    guess: guess(set),
  }));
  const share = (of: typeof guesses) => resample(resampled, countByDocument(resampled.resamples.units, of), shareFound);
  const compared = compareBaselines(share(guesses), [
    { name: "shuffled", figure: share(shuffled) },
    { name: "chance", figure: constantResampled(resampled, chance) },
  ]);
  const { value, low, high, baseline, ...beside } =
    interval.low === null ? compared : widenCompared(compared, interval);
  const shareOfPart = (part: number | undefined) => {
    const ofPart = guesses.filter((set) => set.part === part);
    return ofPart.length === 0 ? null : ofPart.filter(isFound).length / ofPart.length;
  };
  const firing = [
    ...new Set(sets.flatMap(({ members, intruder }) => members.filter((_, place) => place !== intruder))),
  ];
  const intruders = sets.map(({ members, intruder }) => members[intruder] ?? 0);
  const vectorsOf = (numbers: readonly number[]) => numbers.map((number) => vectors[number] ?? new Float32Array());
  return {
    state: "scored",
    value,
    low,
    high,
    baseline,
    positives,
    detail: {
      metric: "accuracy",
      tokens: sets.length,
      documents: new Set(sets.flatMap(({ members }) => members.map((member) => index.windows[member]?.document))).size,
      ...beside,
      figures: {
        choices: SET_PASSAGES,
        foundStrongest: shareOfPart(0),
        foundWeakest: shareOfPart(sets.at(-1)?.part),
        aurocExamples: leaveOneOutSeparability(vectorsOf(firing), vectorsOf(intruders)).value,
      },
    },
    evidence: intruderEvidence(text, actual, index, guesses),
  };
}

/** [documents × 2] sets drawn for a passage of it, and those whose intruder was found. */
function countByDocument(documents: number, sets: readonly (IntruderSet & { guess: number })[]): DocumentSums {
  const sums = new Float64Array(documents * WIDTH);
  for (const { document, guess, intruder } of sets) {
    const at = document * WIDTH;
    sums[at] = (sums[at] ?? 0) + 1;
    sums[at + 1] = (sums[at + 1] ?? 0) + Number(guess === intruder);
  }
  return sparseDocumentSums(sums, WIDTH);
}
