import createScatterplot from "regl-scatterplot";
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

const POINT_SIZE = { few: 5, many: 3.5 };
const MANY = 6_000;
/** Of the canvas's half, so that no point lies on its edge. */
const INSIDE = 0.94;

/** Draws a map into a canvas by WebGL. @throws Error where the browser has none */
export function drawMap(
  canvas: HTMLCanvasElement,
  points: readonly MapPoint[],
  { colour: first, ...listener }: Options,
): DrawnMap {
  const frame = canvas.parentElement;
  if (!frame || !canvas.getContext("webgl")) throw new Error("This browser has no WebGL.");
  const size = () => ({ width: frame.clientWidth, height: frame.clientHeight });
  const plot = createScatterplot({
    canvas,
    ...size(),
    pointSize: points.length > MANY ? POINT_SIZE.many : POINT_SIZE.few,
    pointSizeSelected: 3,
    pointOutlineWidth: 1,
    opacity: 0.85,
    colorBy: "valueA",
    showReticle: false,
  });
  let colour = first;
  const position = (at: number) => (2 * at - 1) * INSIDE;
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
        x: points.map(({ x }) => position(x)),
        y: points.map(({ y }) => position(y)),
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
