import type { ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import type { JobCost } from "#lib/explain/schema.ts";

/** What language models were paid for the explanations of a source. */
export function CostLine({ cost }: { cost: JobCost }): ReactNode {
  const { usd, tokens, calls, cachedCalls, estimatedCalls, unpricedCalls } = cost;
  const notes = [
    `${formatCount(cachedCalls)} answered from memory`,
    ...(estimatedCalls > 0 ? [`${formatCount(estimatedCalls)} counted at their worst case`] : []),
    ...(unpricedCalls > 0 ? [`${formatCount(unpricedCalls)} without a known price`] : []),
  ];
  return (
    <p className="note mb-6">
      Language models were asked {formatCount(calls)} times ({notes.join(", ")}), reading and writing{" "}
      {formatCount(tokens)} tokens{usd > 0 ? `, for $${usd.toFixed(2)}` : ""}.
    </p>
  );
}
