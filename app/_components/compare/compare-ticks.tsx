import type { ReactNode } from "react";
import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";

const FORM = "compare-ticked";

/** Ticks a feature of a list, to be put beside others by the list's `CompareTicked`; works without a script. */
export function CompareTick({ feature }: { feature: FeatureAddress }): ReactNode {
  const address = formatFeatureAddress(feature);
  return (
    <input
      type="checkbox"
      name="feature"
      form={FORM}
      value={address}
      aria-label={`Compare ${address}`}
      title="Tick to compare"
      className="screen-only me-1.5 align-middle"
    />
  );
}

/** Puts the ticked features of the page's list side by side. */
export function CompareTicked(): ReactNode {
  return (
    <form id={FORM} action="/compare" className="screen-only my-2">
      <button className="button">Compare those ticked</button>
    </form>
  );
}
