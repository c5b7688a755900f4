import Form from "next/form";
import type { ReactNode } from "react";
import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";

/** Puts another feature beside those that are there; works without a script. */
export function AddFeature({ features }: { features: readonly FeatureAddress[] }): ReactNode {
  const hint =
    features.length === 0
      ? "Name a feature by its address, then others to put beside it. Every feature’s page leads here too."
      : features.length === 1
        ? "Name another feature by its address, to put it beside this one."
        : "";
  return (
    <Form action="/compare" prefetch={false} scroll={false} className="mt-3 flex max-w-measure items-baseline gap-2">
      {features.map((feature) => (
        <input key={formatFeatureAddress(feature)} type="hidden" name="feature" value={formatFeatureAddress(feature)} />
      ))}
      <label className="min-w-0 flex-1">
        <span className={hint === "" ? "sr-only" : "note block"}>{hint === "" ? "Another feature" : hint}</span>
        <input
          name="feature"
          className="field w-full"
          placeholder="4-res-4k/123"
          required
          maxLength={300}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
        />
      </label>
      <button className="button">Add</button>
    </Form>
  );
}
