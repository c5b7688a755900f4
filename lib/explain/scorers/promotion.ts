import { observed } from "#lib/explain/material.ts";
import { bootstrap, type SumsStatistic } from "#lib/explain/metrics/bootstrap.ts";
import { sparseDocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { ratio } from "#lib/explain/metrics/metric.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { countPromotion } from "#lib/explain/scorers/promotion-counts.ts";
import { notEnoughData, POSITIVES_MIN, type Scorer } from "#lib/explain/scorers/scorer.ts";

/** By document: active tokens that another follows, and those followed by a promoted one. */
const WIDTH = 2;
const shareOfHits: SumsStatistic = ([active = 0, hits = 0]) => ratio(hits, active, "no positives");

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
    const byDocument = new Float64Array(text.documents * WIDTH);
    const counts = countPromotion(
      text,
      observed(material, "test", feature),
      material.facts(feature).promoted,
      (document, hit) => {
        byDocument[document * WIDTH] = (byDocument[document * WIDTH] ?? 0) + 1;
        if (hit) byDocument[document * WIDTH + 1] = (byDocument[document * WIDTH + 1] ?? 0) + 1;
      },
    );
    const size = { tokens: counts.followed, documents: text.documents };
    if (counts.active < POSITIVES_MIN) return notEnoughData(counts.active, "share-promoted", size);
    const { estimate, interval: byDocuments } = bootstrap(
      material.resampled,
      sparseDocumentSums(byDocument, WIDTH),
      shareOfHits,
    );
    // Where no document has a hit, or all have, resampling shows no error: the wider of both intervals is the honest one.
    const byTokens = wilsonInterval(counts.hits, counts.active);
    const interval = {
      low: Math.min(byDocuments.low ?? byTokens.low, byTokens.low),
      high: Math.max(byDocuments.high ?? byTokens.high, byTokens.high),
    };
    const baseRate = counts.anywhere / Math.max(1, counts.followed);
    return {
      state: "scored",
      value: estimate.value,
      low: interval.low,
      high: interval.high,
      baseline: baseRate,
      positives: counts.active,
      detail: {
        metric: "share-promoted",
        ...size,
        baselines: [{ name: "base-rate", value: baseRate }],
        figures: {
          hits: counts.hits,
          lift: baseRate > 0 && estimate.value !== null ? estimate.value / baseRate : null,
        },
      },
      evidence: [],
    };
  },
};
