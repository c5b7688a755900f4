import type { ReactNode } from "react";
import type { ComparisonOutcome } from "#app/_data/compare.ts";
import { CosineTable } from "./cosine-table.tsx";
import { OverlapTable } from "./overlap-table.tsx";

/** What features have in common, once it is known. */
export async function AwaitedCommonSection({ asked }: { asked: Promise<ComparisonOutcome> }): Promise<ReactNode> {
  return <CommonSection outcome={await asked} />;
}

/** What features have in common, or why that is not known. */
export function CommonSection({ outcome }: { outcome: ComparisonOutcome }): ReactNode {
  if (outcome.kind === "incomparable")
    return (
      <Section>
        <p className="note">{outcome.reason}</p>
      </Section>
    );
  if (outcome.kind === "failed")
    return (
      <Section>
        <p role="alert">{outcome.reason}</p>
      </Section>
    );
  const { comparison } = outcome;
  return (
    <div className="compared-tables">
      <OverlapTable comparison={comparison} />
      <CosineTable comparison={comparison} />
    </div>
  );
}

function Section({ children }: { children: ReactNode }): ReactNode {
  return (
    <section className="section" aria-labelledby="common">
      <h2 id="common">What they have in common</h2>
      {children}
    </section>
  );
}
