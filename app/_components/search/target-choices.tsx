import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath } from "#app/_components/link/paths.ts";
import { plural } from "#app/_components/number/format.ts";
import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";

/** The features that an address without its model may mean; `total` counts them all. */
export function TargetChoices({ features, total }: { features: readonly FeatureAddress[]; total: number }): ReactNode {
  const left = total - features.length;
  return (
    <>
      <ul aria-label="Features of that address">
        {features.map((feature) => (
          <li key={feature.model}>
            <Link href={featurePath(feature)} prefetch={false} className="address">
              {formatFeatureAddress(feature)}
            </Link>
          </li>
        ))}
      </ul>
      {left > 0 ? (
        <p className="note">
          {plural(left, "more model")} here {left === 1 ? "has" : "have"} a source of that name; write the model before
          it.
        </p>
      ) : null}
    </>
  );
}
