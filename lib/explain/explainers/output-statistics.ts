import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { observed } from "#lib/explain/material.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { quoteToken } from "#lib/explain/predicates/describe-predicate.ts";
import { nextTokens } from "#lib/explain/predicates/next-tokens.ts";
import { countPromotion } from "#lib/explain/scorers/promotion-counts.ts";

/** Fewer are chance. */
const ACTIVE_TOKENS_MIN = 20;
const NAMED_TOKENS = 6;

/**
 * Says what a feature promotes: the tokens its decoder direction raises most, but only where the text that follows it on
 * the explain and select splits bears that out. A direction that raises tokens which never follow is no label. What the
 * label names is what was counted, and what a scorer counts again.
 */
export const outputStatistics: Explainer = {
  name: "output-statistics",
  version: 2,
  side: "output",
  asks: false,
  explain(material, feature) {
    const named = material.facts(feature).promoted.slice(0, NAMED_TOKENS);
    const seen = (["explain", "select"] as const).map((split) =>
      countPromotion(material.splits[split].text, observed(material, split, feature), named),
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
      const detail = `The ${NAMED_TOKENS} tokens it raises most follow it ${hits} times in ${active}, no more than anywhere else (${(100 * baseRate).toFixed(2)}%).`;
      return { ok: false, failure: { kind: "unsupported", detail } };
    }
    const quoted = named.map((id) => quoteToken(id, material.vocabulary));
    const text = `makes ${quoted.join(", ")} more likely next`;
    return { ok: true, draft: { side: "output", text, predicate: nextTokens(named) } };
  },
};
