import Link from "next/link";
import type { ReactNode } from "react";
import { methodPath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { explanationEntry } from "./explanation-entry.ts";
import { ExplanationRows } from "./explanation-rows.tsx";
import { RequestExplanation } from "./request-explanation.tsx";
import { listRequestable } from "./requestable.ts";

const SIDES = [
  { side: "input", title: "What it responds to" },
  { side: "output", title: "What it promotes" },
] as const;

/** Every current explanation of a feature, ranked, and the methods that gave none. */
export function ExplanationsSection({ feature }: { feature: FeatureDetail }): ReactNode {
  const { explanations, explanationFailures } = feature;
  if (explanations.length === 0 && explanationFailures.length === 0) return null;
  const requestable = listRequestable();
  const address = { model: feature.model, source: feature.source, index: feature.index };
  return (
    <section className="section" aria-labelledby="explanations">
      <div className="section-head">
        <h2 id="explanations">Explanations</h2>
        <Link href="/methods" prefetch={false} className="text-small">
          How they are written and scored
        </Link>
      </div>
      <p className="note">
        Scored on documents that were not read to write them. First those that surely beat the best baseline (the tick),
        by the share of the way from there to a perfect score that is sure.
      </p>
      {SIDES.map(({ side, title }) => {
        const entries = explanations.filter((explanation) => explanation.side === side).map(explanationEntry);
        return entries.length === 0 ? null : (
          <div key={side} className="mt-3">
            <h3 className="label">{title}</h3>
            <ExplanationRows feature={address} entries={entries} name={title} llmModel={requestable.llmModel} />
          </div>
        );
      })}
      {explanationFailures.map(({ method, llmModel, detail }) => (
        <p key={`${method} ${llmModel}`} className="note mt-2">
          None by{" "}
          <Link href={methodPath(method)} prefetch={false}>
            {methodTitle(method)}
          </Link>
          {llmModel === null ? "" : ` with ${llmModel}`}: {detail}
        </p>
      ))}
      <RequestExplanation address={feature.address} {...requestable} />
    </section>
  );
}
