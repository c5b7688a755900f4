import Link from "next/link";
import type { ReactNode } from "react";
import { StatisticalMark } from "#app/_components/explanation/statistical-mark.tsx";
import { featurePath } from "#app/_components/link/paths.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { PackedFeature } from "./pack-text-search.ts";

/** A feature's address as a link. */
export function FeatureAddressLink({ model, feature }: { model: string; feature: PackedFeature }): ReactNode {
  const { source, index } = feature;
  return (
    <Link className="address" href={featurePath({ model, source, index })} prefetch={false}>
      {source}/{index}
    </Link>
  );
}

/** What a feature is, in a line: its explanation, or the tokens it is strongest on. */
export function FeatureLabel({ feature: { label, isStatistical, topTokens } }: { feature: PackedFeature }): ReactNode {
  if (label !== "")
    return (
      <>
        {label}
        {isStatistical ? <StatisticalMark /> : null}
      </>
    );
  if (topTokens.length === 0) return <span className="text-quiet">Not explained</span>;
  return (
    <>
      <span className="text-quiet">Not explained; strongest on </span>
      {topTokens.map((text, place) => (
        <Token key={place} text={text} lit />
      ))}
    </>
  );
}

/** Shows the feature over the text, or takes it away again. */
export function TraceButton({
  isTraced,
  onTrace,
  name,
}: {
  isTraced: boolean;
  onTrace: () => void;
  name: string;
}): ReactNode {
  return (
    <button type="button" className="trace-button" aria-pressed={isTraced} onClick={onTrace}>
      Over the text<span className="sr-only">: {name}</span>
    </button>
  );
}
