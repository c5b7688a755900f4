import Link from "next/link";
import type { ReactNode } from "react";
import { Ledger } from "#app/_components/ledger/ledger.tsx";
import { modelPath, sourcePath } from "#app/_components/link/paths.ts";
import type { MapView } from "#app/_data/map.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { ClusterTable } from "./cluster-table.tsx";
import type { MapColour } from "./map-colours.ts";
import { MapPlot } from "./map-plot.tsx";

type Props = { source: SourceAddress; view: MapView | undefined; colour: MapColour };

/** A source's features from above: the map, and its clusters as a table. */
export function MapSheet({ source, view, colour }: Props): ReactNode {
  return (
    <article>
      <header className="pb-4">
        <p className="address max-md:text-note">
          <Link href={modelPath(source.model)} prefetch={false}>
            {source.model}
          </Link>
          <span className="text-quiet"> / </span>
          <Link href={sourcePath(source)} prefetch={false}>
            {source.source}
          </Link>
          <span className="text-quiet"> / map</span>
        </p>
        <h1 className="mt-3 text-title">Map of {source.source}</h1>
        <p className="note mt-1 max-w-measure">
          Each dot is a feature; features whose decoder directions point alike lie near one another (UMAP). How far
          apart groups lie, how large and how dense they look, means little.
        </p>
      </header>
      {view ? (
        <>
          <MapPlot
            source={source}
            map={view.map}
            names={view.clusters.map(({ tokens }) => tokens.join(", "))}
            labels={view.labels}
            colour={colour}
          />
          <ClusterTable source={source} clusters={view.clusters} />
          <section className="section" aria-labelledby="map-provenance">
            <h2 id="map-provenance">Provenance</h2>
            <Ledger
              rows={[
                ["Layout", view.provenance.layout],
                ["Clusters", view.provenance.clusters],
                ["Neighbours", String(view.provenance.neighbours)],
                ["Least distance, spread", `${view.provenance.minDist}, ${view.provenance.spread}`],
                ["Seed", String(view.provenance.seed)],
              ]}
            />
          </section>
        </>
      ) : (
        <p>
          This map is not made yet: it comes last of what is computed of a source.{" "}
          <Link href="/jobs">Work in progress</Link> says how far that is; the{" "}
          <Link href={sourcePath(source)}>table of features</Link> is there before.
        </p>
      )}
    </article>
  );
}
