import type { ReactNode } from "react";
import type { PackedScatter } from "#app/_components/chart/pack-scatter.ts";
import { ScatterChart } from "#app/_components/chart/scatter-chart.tsx";
import { formatCount } from "#app/_components/number/format.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";

export function DensityScatter({ scatter, source }: { scatter: PackedScatter; source: SourceAddress }): ReactNode {
  return (
    <section className="section" aria-labelledby="scatter">
      <h2 id="scatter">Rarity and strength</h2>
      <p className="note mb-2">
        Every live feature by how often it is active (across) and its largest activation (up). A dot opens its feature;
        the table below holds the same figures.
      </p>
      <figure>
        <ScatterChart scatter={scatter} source={source} />
        <figcaption className="note">
          {formatCount(scatter.live)} live features{scatter.thinned ? ", a regular sample of them" : ""}
          {scatter.dead > 0
            ? `; ${formatCount(scatter.dead)} dead ones have no place on a log axis and are left out.`
            : "; none is dead."}
        </figcaption>
      </figure>
    </section>
  );
}
