import type { Explainer } from "#lib/explain/explainers/explainer.ts";
import { columnTotals } from "#lib/explain/metrics/document-sums.ts";
import { momentStatistic } from "#lib/explain/metrics/moment-sums.ts";
import { correlation } from "#lib/explain/metrics/simulation.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { describePredicate } from "#lib/explain/predicates/describe-predicate.ts";
import { findPredicates } from "#lib/explain/predicates/find-predicates.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";
import { predict } from "#lib/explain/predicates/predict.ts";
import { meet } from "#lib/explain/scorers/meeting.ts";
import { sumMoments } from "#lib/explain/scorers/prediction-sums.ts";

/** What one more term must add to the correlation on the select split: a reader pays for it. */
const TERM_GAIN_MIN = 0.01;

/**
 * Explains a feature by the tokens it fires on, without a language model: predicates found on the explain split, the
 * simplest that does well on the select split. What it says can be carried out, so its score is exact.
 */
export const tokenStatistics: Explainer = {
  name: "token-statistics",
  version: 1,
  side: "input",
  asks: false,
  explain(material, feature) {
    const active = observed(material, "explain", feature);
    const found = findPredicates(material.search, active);
    const best = chooseOnSelect(material, feature, found);
    if (!best) {
      const tokens = material.splits.explain.text.tokenIds.length;
      const detail = `It fires ${active.positions.length} times on the ${tokens.toLocaleString("en")} tokens explanations are made from: too rarely for a rule.`;
      return { ok: false, failure: { kind: "silent", detail } };
    }
    return { ok: true, draft: { side: "input", text: describePredicate(best, material.vocabulary), predicate: best } };
  },
};

function chooseOnSelect(material: SourceMaterial, feature: number, found: readonly Predicate[]): Predicate | undefined {
  const { text, prediction } = material.splits.select;
  const actual = observed(material, "select", feature);
  let best: { predicate: Predicate; r: number } | undefined;
  for (const predicate of found) {
    const moments = sumMoments(text, meet(predict(prediction, predicate), actual));
    const r = momentStatistic(correlation)(columnTotals(moments), text.tokenIds.length).value ?? 0;
    if (!best || r > best.r + TERM_GAIN_MIN) best = { predicate, r };
  }
  return best?.predicate;
}
