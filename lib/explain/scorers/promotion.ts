import type { Draft } from "#lib/explain/explainers/explainer.ts";
import { observed } from "#lib/explain/material.ts";
import { averageResampled, resample, type SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { ratio } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { idsOfNextTokens } from "#lib/explain/predicates/next-tokens.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { countFollowers, countPromotion } from "#lib/explain/scorers/promotion-counts.ts";
import { notEnoughData, POSITIVES_MIN, type Scorer } from "#lib/explain/scorers/scorer.ts";
import { widenCompared } from "#lib/explain/scorers/widen-compared.ts";

/** By document: tokens that another follows, and those followed by a promoted one. */
const WIDTH = 2;
const shareOfHits: SumsStatistic = ([followed = 0, hits = 0]) => ratio(hits, followed, "no positives");

/**
 * Whether what a label says is promoted comes next: the share of the feature's held-out active tokens that one of the named
 * tokens follows, beside that share over all tokens, and beside what the labels of other features score. The lift is the
 * share over the one of all tokens.
 */
export const promotion: Scorer = {
  name: "promotion",
  version: 3,
  side: "output",
  needs: "predicate",
  asks: false,
  score(material, { feature, explanation, shuffled }) {
    const { text } = material.splits.test;
    const actual = observed(material, "test", feature);
    const named = namedBy(explanation);
    const { counts, byDocument } = countByDocument(text, actual, named);
    const size = { tokens: counts.followed, documents: text.documents };
    if (counts.active < POSITIVES_MIN) return notEnoughData(counts.active, "share-promoted", size);
    const share = (sums: Float64Array) => resample(material.resampled, sparseDocumentSums(sums, WIDTH), shareOfHits);
    const baseRate = share(countFollowers(text, named));
    const others = shuffled.map((other) => share(countByDocument(text, actual, namedBy(other)).byDocument));
    const compared = compareBaselines(share(byDocument), [
      { name: "base-rate", figure: baseRate },
      ...(others.length > 0 ? [{ name: "shuffled" as const, figure: averageResampled(others) }] : []),
    ]);
    const byTokens = wilsonInterval(counts.hits, counts.active);
    const { value, low, high, baseline, ...beside } = widenCompared(compared, byTokens);
    const anywhere = baseRate.estimate.value;
    return {
      state: "scored",
      value,
      low,
      high,
      baseline,
      positives: counts.active,
      detail: {
        metric: "share-promoted",
        ...size,
        ...beside,
        figures: { hits: counts.hits, lift: anywhere && value !== null ? value / anywhere : null },
      },
      evidence: [],
    };
  },
};

const namedBy = ({ predicate }: Draft): number[] => (predicate ? idsOfNextTokens(predicate) : []);

function countByDocument(text: IndexedText, actual: ObservedFeature, named: readonly number[]) {
  const byDocument = new Float64Array(text.documents * WIDTH);
  const counts = countPromotion(text, actual, named, (document, hit) => {
    byDocument[document * WIDTH] = (byDocument[document * WIDTH] ?? 0) + 1;
    if (hit) byDocument[document * WIDTH + 1] = (byDocument[document * WIDTH + 1] ?? 0) + 1;
  });
  return { counts, byDocument };
}
