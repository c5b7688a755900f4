"use client";
import Link from "next/link";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { DrawnMap } from "./draw-map.ts";
import { ColourLegend } from "./colour-legend.tsx";
import { COLOUR_NAMES, isMapColour, MAP_COLOURS, type MapColour } from "./map-colours.ts";
import { MapSelection } from "./map-selection.tsx";
import { isArrow, nextPoint } from "./next-point.ts";
import { type MapPoint, type PackedMap, unpackMap } from "./pack-map.ts";

type Props = {
  source: SourceAddress;
  map: PackedMap;
  names: readonly string[];
  labels: readonly string[];
  colour: MapColour;
};

/** The map: points to look at, open, and choose from, by pointer and by key. @param labels [features] a token that each peaks on */
export function MapPlot({ source, map, names, labels, colour: first }: Props): ReactNode {
  const points = useMemo(() => unpackMap(map), [map]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<DrawnMap>(undefined);
  const [state, setState] = useState<"loading" | "drawn" | "failed">("loading");
  const [colour, setColour] = useState(first);
  const [lasso, setLasso] = useState(false);
  const [at, setAt] = useState<number>();
  const [chosen, setChosen] = useState<readonly number[]>([]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let isGone = false;
    import("./draw-map.ts")
      .then(({ drawMap }) => {
        if (isGone) return;
        drawn.current = drawMap(element, points, { colour: first, onPoint: setAt, onChoose: setChosen });
        setState("drawn");
      })
      .catch(() => setState("failed"));
    return () => {
      isGone = true;
      drawn.current?.close();
      drawn.current = undefined;
    };
  }, [points, first]);

  const changeColour = (name: string) => {
    if (!isMapColour(name)) return;
    setColour(name);
    drawn.current?.colourBy(name);
    const address = new URL(window.location.href);
    address.searchParams.set("colour", name);
    window.history.replaceState(null, "", address);
  };
  const changeLasso = () => {
    setLasso(!lasso);
    drawn.current?.lasso(!lasso);
  };
  const choose = (places: readonly number[]) => {
    setChosen(places);
    drawn.current?.choose(places);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const point = at === undefined ? undefined : points[at];
    if (isArrow(event.key)) {
      const next = point ? nextPoint(points, point, event.key) : points[0];
      if (next) {
        const place = points.indexOf(next);
        setAt(place);
        drawn.current?.point(place);
      }
    } else if (event.key === " " && at !== undefined)
      choose(chosen.includes(at) ? chosen.filter((place) => place !== at) : [...chosen, at]);
    else if (event.key === "Escape") choose([]);
    else if (event.key === "Enter" && point) window.location.assign(featurePath({ ...source, index: point.index }));
    else return;
    event.preventDefault();
    // The site's own arrows turn pages.
    event.stopPropagation();
  };

  if (state === "failed")
    return (
      <p role="alert" className="note py-6">
        This browser draws no WebGL, which the map needs; the clusters below hold the same features.
      </p>
    );
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-baseline gap-x-5 gap-y-1 text-small">
        <label>
          <span className="text-quiet">Colour by</span>{" "}
          <select className="field bg-paper" value={colour} onChange={(event) => changeColour(event.target.value)}>
            {MAP_COLOURS.map((name) => (
              <option key={name} value={name}>
                {COLOUR_NAMES[name]}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="button" aria-pressed={lasso} onClick={changeLasso}>
          {lasso ? "Move the map" : "Draw round features"}
        </button>
        <button type="button" className="button" onClick={() => drawn.current?.reset()}>
          Whole map
        </button>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- its keys are described, and the table below holds all of it */}
      <div
        className="map-frame"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes keys
        tabIndex={0}
        role="application"
        aria-label="Map of features"
        aria-describedby="map-keys"
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className="map-canvas" />
        {state === "loading" ? <p className="map-note note">Drawing {points.length} features…</p> : null}
        <PointCard
          point={at === undefined ? undefined : points[at]}
          map={map}
          source={source}
          names={names}
          labels={labels}
        />
      </div>
      <p id="map-keys" className="note">
        Drag to move, scroll or pinch to zoom, shift and drag to choose. By key: arrows go from feature to feature,
        space chooses, Enter opens, Escape lets go.
      </p>
      <ColourLegend by={colour} map={map} />
      <MapSelection
        points={chosen.flatMap((place) => points[place] ?? [])}
        source={source}
        map={map}
        labels={labels}
        clear={() => choose([])}
      />
    </div>
  );
}

type CardProps = { point: MapPoint | undefined } & Pick<Props, "map" | "source" | "names" | "labels">;

/** What is pointed at; it is said too. */
function PointCard({ point, map, source, names, labels }: CardProps): ReactNode {
  return (
    <p className="map-card text-small" role="status" hidden={!point}>
      {point ? (
        <>
          <Link href={featurePath({ ...source, index: point.index })} prefetch={false}>
            {source.source}/{point.index}
          </Link>{" "}
          fires on “{(labels[point.index] ?? "").trim()}”,{" "}
          {formatOneIn(10 ** (map.low + point.density * (map.high - map.low)))} tokens
          {point.score === undefined ? ", not scored" : `, score ${formatValue(point.score)}`}
          {point.cluster === undefined ? "" : `; cluster ${point.cluster + 1}: ${names[point.cluster] ?? ""}`}
        </>
      ) : null}
    </p>
  );
}
