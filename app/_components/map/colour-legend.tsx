import type { ReactNode } from "react";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { CLUSTER_COLOURS, listColours, type MapColour } from "./map-colours.ts";
import type { PackedMap } from "./pack-map.ts";

/** What the colours mean. */
export function ColourLegend({ by, map }: { by: MapColour; map: PackedMap }): ReactNode {
  if (by === "cluster")
    return (
      <p className="note">
        {CLUSTER_COLOURS} colours in turn, as in the table of clusters; grey is in none. Clusters are found in the
        directions, not in the picture.
      </p>
    );
  const [none = "", ...shades] = listColours(by);
  const ends: Record<Exclude<MapColour, "cluster">, [string, string]> = {
    score: ["0", "1"],
    density: [formatOneIn(10 ** map.low), formatOneIn(10 ** map.high)],
    max: ["0", formatValue(map.top)],
  };
  const [from, to] = ends[by];
  return (
    <p className="note flex flex-wrap items-center gap-x-2">
      {from}
      <span
        aria-hidden="true"
        className="map-scale"
        style={{ backgroundImage: `linear-gradient(to right, ${shades.map((shade) => `var(${shade})`).join(", ")})` }}
      />
      {to}
      {by === "score" ? (
        <>
          <span aria-hidden="true" className="map-dot ms-3" style={{ background: `var(${none})` }} /> not scored
        </>
      ) : null}
    </p>
  );
}
