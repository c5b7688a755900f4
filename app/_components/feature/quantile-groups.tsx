import type { ReactNode } from "react";
import { ExampleList } from "#app/_components/example/example-list.tsx";
import { formatShare, formatValue } from "#app/_components/number/format.ts";
import type { ExampleGroup } from "#lib/catalog/schema.ts";

type Props = { groups: readonly ExampleGroup[]; max: number; wholeAt: string };

/** Examples from every fifth of the feature's range: what the top ones alone would hide. */
export function QuantileGroups({ groups, max, wholeAt }: Props): ReactNode {
  const quantiles = groups.filter((group) => group.kind === "quantile" && group.examples.length > 0);
  if (quantiles.length === 0) return null;
  return (
    <section className="section" aria-labelledby="quantiles">
      <h2 id="quantiles">Across its range</h2>
      <p className="note mb-2">
        Sequences on which it is active, in groups by their strongest value; the weak groups test what the strong ones
        suggest.
      </p>
      {quantiles.map(({ quantile, examples }, position) => {
        const name = quantile
          ? `Peaks ${formatValue(quantile.low)} to ${formatValue(quantile.high)}, ${formatShare(quantile.share)} of active sequences`
          : `Group ${position + 1}`;
        return (
          <div key={position} className="mt-3">
            <h3 className="label">{name}</h3>
            <ExampleList examples={examples} max={max} name={name} wholeAt={wholeAt} />
          </div>
        );
      })}
    </section>
  );
}
