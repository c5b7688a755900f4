import createScatterplot from "regl-scatterplot";
import { extentOf } from "#lib/stats/extent.ts";
import { colourOf, listColours, type MapColour, readColours } from "./map-colours.ts";
import type { MapPoint } from "./pack-map.ts";

export type DrawnMap = {
  colourBy(by: MapColour): void;
  /** Shows points as chosen, by their places among the points; says nothing of it. */
  choose(places: readonly number[]): void;
  /** Shows a point as pointed at. */
  point(place: number | undefined): void;
  /** Whether dragging chooses points instead of moving the map. */
  lasso(on: boolean): void;
  reset(): void;
  close(): void;
};

type Options = {
  colour: MapColour;
  onPoint(place: number | undefined): void;
  onChoose(places: readonly number[]): void;
};

const POINT_SIZE = { large: 5, small: 3 };
/** Points, and pixels of the frame. */
const MANY = 6_000;
const NARROW = 600;
/** Of the canvas's half, so that no point lies on its edge. */
const INSIDE = 0.92;

/** Draws a map into a canvas by WebGL. @throws Error where the browser has none */
export function drawMap(
  canvas: HTMLCanvasElement,
  points: readonly MapPoint[],
  { colour: first, ...listener }: Options,
): DrawnMap {
  const frame = canvas.parentElement;
  // A canvas has one kind of context for good, and this one is painted from another.
  if (!frame || !document.createElement("canvas").getContext("webgl")) throw new Error("This browser has no WebGL.");
  const size = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  const plot = createScatterplot({
    canvas,
    ...size(),
    pointSize: points.length > MANY || frame.clientWidth < NARROW ? POINT_SIZE.small : POINT_SIZE.large,
    pointSizeSelected: 3,
    pointOutlineWidth: 1,
    opacity: 0.85,
    colorBy: "valueA",
    showReticle: false,
  });
  let colour = first;
  const place = placeIn(points, frame.clientWidth / frame.clientHeight);
  const draw = () => {
    const [background = [1, 1, 1, 1], chosen = background, ...colours] = readColours(
      ["--color-paper", "--color-ink", ...listColours(colour)],
      frame,
    );
    void plot.set({
      backgroundColor: background,
      pointColor: colours,
      pointColorActive: chosen,
      pointColorHover: chosen,
      lassoColor: chosen,
    });
    void plot.draw(
      {
        x: points.map(({ x }) => place.x(x)),
        y: points.map(({ y }) => place.y(y)),
        valueA: points.map((point) => colourOf(point, colour)),
      },
      { zDataType: "categorical" },
    );
  };
  draw();
  plot.subscribe("pointOver", (place) => listener.onPoint(place));
  plot.subscribe("pointOut", () => listener.onPoint(undefined));
  plot.subscribe("select", ({ points: places }) => listener.onChoose(places));
  plot.subscribe("deselect", () => listener.onChoose([]));
  const resized = new ResizeObserver(() => void plot.set(size()));
  resized.observe(frame);
  // A theme changes colours that WebGL has taken over.
  const themed = new MutationObserver(draw);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", draw);
  return {
    colourBy(by) {
      colour = by;
      draw();
    },
    choose: (places) => plot.select([...places], { preventEvent: true }),
    point: (place) => plot.hover(place ?? -1, { preventEvent: true }),
    lasso: (on) => void plot.set({ mouseMode: on ? "lasso" : "panZoom" }),
    reset: () => void plot.reset(),
    close() {
      resized.disconnect();
      themed.disconnect();
      dark.removeEventListener("change", draw);
      plot.destroy();
    },
  };
}

/** As large as a canvas holds it, in its middle: the plot's height is 2, its width as many times more as the canvas is wider. */
function placeIn(points: readonly MapPoint[], aspect: number): Record<"x" | "y", (at: number) => number> {
  const spanOf = (values: number[]) => {
    const { low, high } = extentOf(values);
    return { middle: (low + high) / 2, half: (high - low) / 2 || 1 };
  };
  const [x, y] = [spanOf(points.map((point) => point.x)), spanOf(points.map((point) => point.y))];
  const scale = INSIDE * Math.min(aspect / x.half, 1 / y.half);
  return { x: (at) => (at - x.middle) * scale, y: (at) => (at - y.middle) * scale };
}
