import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { observed } from "#lib/explain/material.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { quoteToken } from "#lib/explain/predicates/describe-predicate.ts";
import { countPromotion } from "#lib/explain/scorers/promotion-counts.ts";

/** Fewer are chance. */
const ACTIVE_TOKENS_MIN = 20;
const NAMED_TOKENS = 6;

/**
 * Says what a feature promotes: the tokens its decoder direction raises most, but only where the text that follows it on
 * the explain and select splits bears that out. A direction that raises tokens which never follow is no label.
 */
export const outputStatistics: Explainer = {
  name: "output-statistics",
  version: 1,
  side: "output",
  asks: false,
  explain(material, feature) {
    const { promoted } = material.facts(feature);
    const seen = (["explain", "select"] as const).map((split) =>
      countPromotion(material.splits[split].text, observed(material, split, feature), promoted),
    );
    const total = (pick: (counts: (typeof seen)[number]) => number) =>
      seen.reduce((sum, counts) => sum + pick(counts), 0);
    const [active, hits] = [total(({ active }) => active), total(({ hits }) => hits)];
    const baseRate =
      total(({ anywhere }) => anywhere) /
      Math.max(
        1,
        total(({ followed }) => followed),
      );
    if (active < ACTIVE_TOKENS_MIN)
      return {
        ok: false,
        failure: {
          kind: "silent",
          detail: `It fires on ${active} tokens that another follows; ${ACTIVE_TOKENS_MIN} are needed.`,
        },
      };
    if (wilsonInterval(hits, active).low <= baseRate) {
      const detail = `The ten tokens it raises most follow it ${hits} times in ${active}, no more than anywhere else (${(100 * baseRate).toFixed(2)}%).`;
      return { ok: false, failure: { kind: "unsupported", detail } };
    }
    const named = promoted.slice(0, NAMED_TOKENS).map((id) => quoteToken(id, material.vocabulary));
    return { ok: true, draft: { side: "output", text: `makes ${named.join(", ")} more likely next` } };
  },
};
