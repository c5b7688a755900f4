import type { FigureScales } from "#app/_components/chart/figure-scales.ts";
import { formatFeatureAddress, type SourceAddress } from "#lib/catalog/feature-address.ts";
import type { MapPoint } from "./pack-map.ts";

/** Three digits of what was packed to a 65,534th of its scale. */
const round = (value: number): number => Number(value.toPrecision(3));

/** Figures of points as they are written to a file. */
export function describePoints(points: readonly MapPoint[], source: SourceAddress, { low, high, top }: FigureScales) {
  return points.map(({ index, x, y, cluster, density, max, score }) => ({
    feature: formatFeatureAddress({ ...source, index }),
    x: round(x),
    y: round(y),
    cluster: cluster ?? null,
    density: round(10 ** (low + density * (high - low))),
    maxActivation: round(max * top),
    score: score === undefined ? null : round(score),
  }));
}

/** The same as a table: a line of names, then a line each. None of the values holds a comma or a quote. */
export function toCsv(rows: ReturnType<typeof describePoints>): string {
  const [first] = rows;
  if (!first) return "";
  return [Object.keys(first), ...rows.map((row) => Object.values(row).map((value) => value ?? ""))]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");
}
