import Link from "next/link";
import type { ReactNode } from "react";
import { ExplanationHeadline } from "#app/_components/explanation/headline.tsx";
import { headlineEntry } from "#app/_components/explanation/headline-entry.ts";
import { whyUnexplained } from "#app/_components/explanation/why-unexplained.ts";
import { modelPath, sourcePath } from "#app/_components/link/paths.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import { FeatureNavigation } from "./feature-navigation.tsx";
import { firesOn } from "./fires-on.ts";

type Props = { feature: FeatureDetail; previous: number | null; next: number | null };

/** Which feature this is and its best explanation; where there is none, the tokens it peaks on and why. */
export function FeatureHeader({ feature, previous, next }: Props): ReactNode {
  const { model, source, index } = feature;
  return (
    <header className="pb-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <p className="address max-md:text-note">
          <Link href={modelPath(model)} prefetch={false}>
            {model}
          </Link>
          <span className="text-quiet"> / </span>
          <Link href={sourcePath(feature)} prefetch={false}>
            {source}
          </Link>
          <span className="text-quiet"> / {index}</span>
        </p>
        <FeatureNavigation address={feature} previous={previous} next={next} />
      </div>
      <div className="mt-1.5 flex items-baseline gap-x-3 md:mt-4 md:gap-x-5">
        <h1 className="text-title lining-nums md:text-numeral">
          <span className="sr-only">Feature </span>
          {index}
          <span className="sr-only"> of {source}</span>
        </h1>
        <Description feature={feature} />
      </div>
    </header>
  );
}

function Description({ feature }: { feature: FeatureDetail }): ReactNode {
  const best = feature.explanations.find(({ side }) => side === "input");
  if (best) return <ExplanationHeadline entry={headlineEntry(feature, best)} />;
  const tokens = firesOn(feature);
  if (feature.dead) return <p className="font-serif text-lede text-quiet">Never active on the counted tokens</p>;
  return (
    <p className="min-w-0 font-serif text-read md:text-lede">
      Fires on{" "}
      {tokens.map((text) => (
        <span key={text}>
          <Token text={text} lit />{" "}
        </span>
      ))}
      <span className="note block font-sans md:inline">{whyUnexplained(feature)}</span>
    </p>
  );
}
