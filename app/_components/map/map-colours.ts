import type { MapPoint } from "./pack-map.ts";

/** What points can be coloured by, as in the page's address. */
export const MAP_COLOURS = ["cluster", "score", "density", "max"] as const;
export type MapColour = (typeof MAP_COLOURS)[number];
export const isMapColour = (name: string): name is MapColour => MAP_COLOURS.some((known) => known === name);

export const COLOUR_NAMES: Record<MapColour, string> = {
  cluster: "cluster",
  score: "score of the best explanation",
  density: "how often active",
  max: "largest activation",
};

/** Clusters beyond these share the colours of the first: the table and the pointer tell them apart. */
export const CLUSTER_COLOURS = 8;
/** Shades of a figure, faint to strong. */
const SHADES = 16;

/** Style sheet variables of the colours, in the order of `colourOf`; the first is of points without what is shown. */
export function listColours(by: MapColour): string[] {
  const shades = by === "cluster" ? CLUSTER_COLOURS : SHADES;
  return ["--map-none", ...Array.from({ length: shades }, (_, i) => `--map-${by === "cluster" ? "c" : "s"}${i}`)];
}

/** Place of a point's colour in `listColours`. */
export function colourOf(point: MapPoint, by: MapColour): number {
  if (by === "cluster") return point.cluster === undefined ? 0 : 1 + (point.cluster % CLUSTER_COLOURS);
  const value = point[by];
  return value === undefined ? 0 : 1 + Math.min(SHADES - 1, Math.floor(value * SHADES));
}

/** Colours of variables as the page shows them now, 0…1 with full opacity: WebGL knows no style sheets. */
export function readColours(names: readonly string[], element: Element): [number, number, number, number][] {
  const canvas = new OffscreenCanvas(1, 1);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const probe = document.createElement("span");
  element.append(probe);
  const found = names.map((name): [number, number, number, number] => {
    // The computed value is one of the theme's two.
    probe.style.color = `var(${name})`;
    if (!pen) return [0.5, 0.5, 0.5, 1];
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
    return [red / 255, green / 255, blue / 255, 1];
  });
  probe.remove();
  return found;
}
