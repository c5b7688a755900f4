import { tokenText } from "#lib/catalog/vocabulary.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { averageResampled, type Resampled } from "#lib/explain/metrics/bootstrap.ts";
import { known } from "#lib/explain/metrics/metric.ts";
import { averagePrecision, auroc } from "#lib/explain/metrics/ranking.ts";
import { recallByDecile } from "#lib/explain/metrics/recall-by-decile.ts";
import { resampleAuroc } from "#lib/explain/metrics/resample-auroc.ts";
import { rankNearest } from "#lib/explain/sampling/nearest-windows.ts";
import { type Candidates, negativeCandidates, topTokens } from "#lib/explain/sampling/negative-candidates.ts";
import { type ObservedWindow, splitWindows, type SplitWindows } from "#lib/explain/sampling/window.ts";
import type { ScoreDetail } from "#lib/explain/schema.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { judgedEvidence } from "#lib/explain/scorers/judged-evidence.ts";
import { noScore, notEnoughData, POSITIVES_MIN, type Scorer } from "#lib/explain/scorers/scorer.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";

/**
 * How well the direction of an explanation's text ranks held-out passages: AUROC of its cosine with every passage of the
 * test split, at the frequency at which the feature fires. In form Delphi's embedding score, which instead takes as many
 * silent passages as firing ones and a prefix that its encoder was trained with. An encoder of sentences sees what a
 * passage is about, not which token fires.
 * @see Paulo et al. 2024, "Automatically Interpreting Millions of Features in Large Language Models"
 */
export const embeddingMatch: Scorer = {
  name: "embedding-match",
  version: 1,
  side: "input",
  needs: "text",
  asks: false,
  embeds: true,
  async score(material, { feature, explanation, shuffled }, signal) {
    const { text } = material.splits.test;
    const windows = splitWindows(text, observed(material, "test", feature));
    const { activating, silent } = windows;
    const size = { tokens: activating.length + silent.length, documents: text.documents };
    if (activating.length < POSITIVES_MIN) return notEnoughData(activating.length, "auroc", size, "passages");
    if (silent.length < POSITIVES_MIN) return fullOfIt(activating.length, size);
    const vectors = await material.embeddings.windows(text, signal);
    const directionOf = ({ first }: ObservedWindow) => vectors.get(first) ?? new Float32Array();
    const [own, top, ...others] = await material.embeddings.embed(
      [explanation.text, topTokenText(material, feature), ...shuffled.map((other) => other.text)],
      signal,
    );
    const all = [...activating, ...silent];
    const truth = Uint8Array.from(all, ({ max }) => (max > 0 ? 1 : 0));
    const rank = (label: Float32Array | undefined) =>
      Float32Array.from(all, (window) => dotProduct(label ?? new Float32Array(), directionOf(window)));
    const scores = rank(own);
    const documents = Uint32Array.from(all, ({ document }) => document);
    const { resamples } = material.resampled;
    const figureOf = (label: Float32Array | undefined) =>
      resampleAuroc(resamples, { scores: rank(label), truth, documents });
    const { value, low, high, baseline, ...compared } = compareBaselines(
      resampleAuroc(resamples, { scores, truth, documents }),
      [
        { name: "top-token", figure: figureOf(top) },
        { name: "shuffled", figure: averageResampled(others.map(figureOf)) },
        { name: "constant", figure: coinFlip(resamples.resamples) },
      ],
    );
    const said = takeNearest(all, scores, activating.length);
    const nearest = rankNearest(windows, vectors).slice(0, activating.length);
    const negatives = negativeCandidates(material, { split: "test", feature, silent, nearest });
    const scoreOf = new Map(all.map(({ first }, i) => [first, scores[i] ?? 0]));
    return {
      state: "scored",
      value,
      low,
      high,
      baseline,
      positives: activating.length,
      detail: {
        metric: "auroc",
        ...size,
        ...compared,
        averagePrecision: averagePrecision(scores, truth).value,
        ...classify(windows, said),
        falseAlarms: negatives
          .filter(({ windows: { length } }) => length > 0)
          .map((kind) => ({ negatives: kind.kind, count: kind.windows.length, rate: shareOf(kind.windows, said) })),
        figures: rankAgainst(activating, negatives, ({ first }) => scoreOf.get(first) ?? 0),
      },
      evidence: judgedEvidence(
        material,
        feature,
        all.map((window) => ({
          ...window,
          activating: window.max > 0,
          kind: null,
          prediction: said.has(window.first),
        })),
      ),
    };
  },
};

/** What ranks all passages alike. */
const coinFlip = (resamples: number): Resampled => ({
  estimate: known(0.5),
  values: new Float64Array(resamples).fill(0.5),
});

function fullOfIt(positives: number, size: { tokens: number; documents: number }) {
  const why = `It is silent in ${size.tokens - positives} held-out passages; ${POSITIVES_MIN} are needed for a figure.`;
  return noScore("not-enough-data", positives, { metric: "auroc", ...size, baselines: [], why });
}

/** The token it fires on most, found where explanations are made. */
function topTokenText(material: SourceMaterial, feature: number): string {
  const [id] = topTokens(material, "explain", feature, 1);
  return (id === undefined ? "" : tokenText(material.vocabulary, id).text) || " ";
}

/** First positions of as many windows as fire, those with the highest scores: where what is said too often and too rarely balance. */
function takeNearest(windows: readonly ObservedWindow[], scores: Float32Array, count: number): Set<number> {
  const ranked = windows
    .map(({ first }, i) => ({ first, score: scores[i] ?? 0 }))
    .sort((a, b) => b.score - a.score || a.first - b.first);
  return new Set(ranked.slice(0, count).map(({ first }) => first));
}

const shareOf = (windows: readonly ObservedWindow[], said: ReadonlySet<number>): number =>
  windows.filter(({ first }) => said.has(first)).length / Math.max(1, windows.length);

/** With as many said as fire, precision, recall and F1 are one figure. */
function classify({ activating, silent }: SplitWindows, said: ReadonlySet<number>): Partial<ScoreDetail> {
  const recalled = Uint8Array.from(activating, ({ first }) => (said.has(first) ? 1 : 0));
  const recall = shareOf(activating, said);
  const prevalence = activating.length / (activating.length + silent.length);
  return {
    precision: recall,
    recall,
    f1: recall,
    f1Baseline: (2 * prevalence) / (1 + prevalence),
    prevalence,
    recallByDecile: recallByDecile(
      Float32Array.from(activating, ({ max }) => max),
      recalled,
    ).map((decile) => decile.recall.value),
  };
}

const HARD_FIGURES = {
  "same-token": "aurocSameToken",
  "nearest-text": "aurocNearestText",
  "neighbour-feature": "aurocNeighbourFeature",
} as const;

/** AUROC against silent windows of each hard kind alone. */
function rankAgainst(
  activating: readonly ObservedWindow[],
  negatives: readonly Candidates[],
  scoreOf: (window: ObservedWindow) => number,
): Record<string, number | null> {
  return Object.fromEntries(
    negatives.flatMap(({ kind, windows }) => {
      if (kind === "random" || windows.length === 0) return [];
      const scores = Float32Array.from([...activating, ...windows], scoreOf);
      const truth = new Uint8Array(scores.length).fill(1, 0, activating.length);
      return [[HARD_FIGURES[kind], auroc(scores, truth).value]];
    }),
  );
}
