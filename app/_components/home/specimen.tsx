import Link from "next/link";
import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { firesOn } from "#app/_components/feature/fires-on.ts";
import { Passage } from "#app/_components/example/passage.tsx";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { findShownExample } from "./find-shown-example.ts";

const EXPLANATION_CHARACTERS = 120;

const NEAR = { lead: { before: 26, after: 22 }, small: { before: 9, after: 12 } } as const;

/** One feature as a specimen: its strongest example lit, and its label. */
export function Specimen({ feature, lead = false }: { feature: FeatureDetail; lead?: boolean }): ReactNode {
  const { model, source, index, density, maxActivation, outputTokens } = feature;
  const example = findShownExample(feature);
  if (!example) return null;
  const explanation = feature.explanations.find(({ side }) => side === "input");
  return (
    <article className={lead ? "specimen specimen-lead" : "specimen"}>
      <Passage example={example} max={maxActivation} near={lead ? NEAR.lead : NEAR.small} />
      <dl className="note specimen-label">
        <dt className="sr-only">Feature</dt>
        <dd className="address">
          <Link href={featurePath(feature)} prefetch={false}>
            {lead ? `${model}/` : ""}
            {source}/{index}
          </Link>
        </dd>
        {explanation ? (
          <>
            <dt>explained as</dt>
            <dd>{shortenText(explanation.text, EXPLANATION_CHARACTERS)}</dd>
          </>
        ) : null}
        <dt>fires on</dt>
        <dd>
          {firesOn(feature, lead ? 5 : 3).map((text) => (
            <Token key={text} text={text} lit />
          ))}
        </dd>
        {outputTokens.top.length > 0 ? (
          <>
            <dt>promotes</dt>
            <dd>
              {outputTokens.top.slice(0, lead ? 5 : 3).map(({ token }, rank) => (
                <Token key={rank} text={token} />
              ))}
            </dd>
          </>
        ) : null}
        <dt className="sr-only">how rare</dt>
        <dd>
          {formatOneIn(density)} tokens, up to {formatValue(maxActivation)}
        </dd>
      </dl>
    </article>
  );
}
