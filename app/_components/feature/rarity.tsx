import type { ReactNode } from "react";
import { formatCount, formatOneIn, formatShare, formatValue } from "#app/_components/number/format.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";
import type { DensityProfile } from "./density-profile.ts";
import { DensityStrip } from "./density-strip.tsx";

/** How often the feature is active, and how that compares with the other features of its source. */
export function Rarity({
  feature,
  profile,
}: {
  feature: FeatureDetail;
  profile: DensityProfile | undefined;
}): ReactNode {
  const { density, activeTokens, maxActivation, provenance } = feature;
  const rarer = profile?.shareAbove(density);
  return (
    <section aria-labelledby="rarity">
      <h2 id="rarity" className="label">
        How rare
      </h2>
      <p className="font-serif text-lede lining-nums">
        {density > 0 ? `Active on ${formatOneIn(density)} tokens` : "Never active"}
      </p>
      {profile && density > 0 ? <DensityStrip profile={profile} density={density} /> : null}
      <p className="note">
        {rarer === undefined || density === 0
          ? ""
          : `Rarer than ${Math.round(rarer * 100)}% of the live features here. `}
        {formatCount(activeTokens)} active {provenance ? `of ${formatCount(provenance.tokens)} tokens` : "tokens"} (
        {formatShare(density)}), strongest {formatValue(maxActivation)}.
      </p>
    </section>
  );
}
