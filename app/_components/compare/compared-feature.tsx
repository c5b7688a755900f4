import Link from "next/link";
import type { ReactNode } from "react";
import { ExampleList } from "#app/_components/example/example-list.tsx";
import { ExplanationHeadline } from "#app/_components/explanation/headline.tsx";
import { headlineEntry } from "#app/_components/explanation/headline-entry.ts";
import { firesOn } from "#app/_components/feature/fires-on.ts";
import { comparePath, featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";

const EXAMPLES_SHOWN = 5;
const PROMOTED_SHOWN = 5;

type Props = { feature: FeatureDetail; others: readonly FeatureAddress[] };

/** One feature among others: what it is said to be, how rare it is, what it promotes, where it is strongest. */
export function ComparedFeature({ feature, others }: Props): ReactNode {
  const { density, maxActivation, outputTokens, groups, dead } = feature;
  const name = formatFeatureAddress(feature);
  const best = feature.explanations.find(({ side }) => side === "input");
  const top = groups.find(({ kind }) => kind === "top")?.examples ?? [];
  return (
    <section className="section min-w-0" aria-label={name}>
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="address">
          <Link href={featurePath(feature)} prefetch={false}>
            {name}
          </Link>
        </h2>
        <Link
          href={comparePath(others)}
          prefetch={false}
          scroll={false}
          className="note"
          aria-label={`Take ${name} away`}
        >
          take away
        </Link>
      </div>
      <div className="compared-said">
        {best ? (
          <ExplanationHeadline entry={headlineEntry(feature, best)} />
        ) : (
          <p className="font-serif text-read">
            {dead ? "Never active on the counted tokens" : "Not explained. Fires on "}
            {firesOn(feature).map((text) => (
              <Token key={text} text={text} lit />
            ))}
          </p>
        )}
      </div>
      <p className="note mt-1">
        {density > 0 ? `Active on ${formatOneIn(density)} tokens, up to ${formatValue(maxActivation)}.` : ""} Promotes{" "}
        {outputTokens.top.slice(0, PROMOTED_SHOWN).map(({ token }, place) => (
          <Token key={place} text={token} />
        ))}
      </p>
      {top.length > 0 ? (
        <div className="mt-2">
          <ExampleList
            examples={top.slice(0, EXAMPLES_SHOWN)}
            max={maxActivation}
            stackable={false}
            name={`Strongest examples of ${name}`}
          />
        </div>
      ) : null}
    </section>
  );
}
