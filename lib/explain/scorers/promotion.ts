import { observed } from "#lib/explain/material.ts";
import { resample, type SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { ratio } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { compareBaselines } from "#lib/explain/scorers/compare-baselines.ts";
import { countFollowers, countPromotion } from "#lib/explain/scorers/promotion-counts.ts";
import { notEnoughData, POSITIVES_MIN, type Scorer } from "#lib/explain/scorers/scorer.ts";

/** By document: tokens that another follows, and those followed by a promoted one. */
const WIDTH = 2;
const shareOfHits: SumsStatistic = ([followed = 0, hits = 0]) => ratio(hits, followed, "no positives");

/**
 * Whether what a feature promotes comes next: the share of its held-out active tokens that one of the ten tokens it raises
 * most follows, beside that share over all tokens. The lift is one over the other.
 */
export const promotion: Scorer = {
  name: "promotion",
  version: 2,
  side: "output",
  needs: "text",
  asks: false,
  score(material, { feature }) {
    const { text } = material.splits.test;
    const { promoted } = material.facts(feature);
    const byDocument = new Float64Array(text.documents * WIDTH);
    const counts = countPromotion(text, observed(material, "test", feature), promoted, (document, hit) => {
      byDocument[document * WIDTH] = (byDocument[document * WIDTH] ?? 0) + 1;
      if (hit) byDocument[document * WIDTH + 1] = (byDocument[document * WIDTH + 1] ?? 0) + 1;
    });
    const size = { tokens: counts.followed, documents: text.documents };
    if (counts.active < POSITIVES_MIN) return notEnoughData(counts.active, "share-promoted", size);
    const share = (sums: Float64Array) => resample(material.resampled, sparseDocumentSums(sums, WIDTH), shareOfHits);
    const { value, low, high, baseline, baselines, difference } = compareBaselines(share(byDocument), [
      { name: "base-rate", figure: share(countFollowers(text, promoted)) },
    ]);
    // Where no document has a hit, or all have, resampling shows no error: the wider of both intervals is the honest one.
    const byTokens = wilsonInterval(counts.hits, counts.active);
    const widen = (ends: { low?: number | null; high?: number | null }, less = 0) => ({
      low: Math.min(ends.low ?? Infinity, byTokens.low - less),
      high: Math.max(ends.high ?? -Infinity, byTokens.high - less),
    });
    return {
      state: "scored",
      value,
      ...widen({ low, high }),
      baseline,
      positives: counts.active,
      detail: {
        metric: "share-promoted",
        ...size,
        baselines,
        ...(difference && { difference: { ...difference, ...widen(difference, baseline ?? 0) } }),
        figures: { hits: counts.hits, lift: baseline && value !== null ? value / baseline : null },
      },
      evidence: [],
    };
  },
};
