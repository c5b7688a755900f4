import { type FigureScales, scaleFigures, shareOfDensity } from "#app/_components/chart/figure-scales.ts";
import type { ScatterPoints } from "#lib/catalog/queries/features.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import type { MapPoints } from "#lib/map/map-codec.ts";

/** Columns of uint16: x, y, cluster, density, largest activation, score. A dictionary of 4,096 features takes 66 KB as text. */
const COLUMNS = 6;
const STEPS = 65_534;
/** Of a place or a score that there is none of. */
const NONE = 65_535;

/** A map for the page, as text. */
export type PackedMap = FigureScales & {
  features: number;
  /** base64 of all columns, one after the other */
  columns: string;
};

export type MapPoint = {
  index: number;
  /** 0…1 */
  x: number;
  y: number;
  cluster: number | undefined;
  /** Shares of their scales, 0…1; a feature without a score has none. */
  density: number;
  max: number;
  score: number | undefined;
};

/** @param figures of features by index; those that are not in it are left out */
export function packMap(points: MapPoints, figures: ScatterPoints): PackedMap {
  const features = points.x.length;
  // Of a source of dead features nothing has a place.
  const scales = scaleFigures(figures) ?? { low: 0, high: 1, top: 1 };
  const columns = new Uint16Array(features * COLUMNS).fill(NONE);
  const put = (column: number, feature: number, share: number) => {
    columns[column * features + feature] = Math.round(Math.min(1, Math.max(0, share)) * STEPS);
  };
  figures.index.forEach((feature, at) => {
    const [x, y] = [points.x[feature] ?? NaN, points.y[feature] ?? NaN];
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    put(0, feature, x);
    put(1, feature, y);
    columns[2 * features + feature] = points.cluster[feature] ?? NO_CLUSTER;
    put(3, feature, shareOfDensity(figures.density[at] ?? 0, scales));
    put(4, feature, (figures.maxActivation[at] ?? 0) / scales.top);
    const score = figures.score[at] ?? Number.NaN;
    if (!Number.isNaN(score)) put(5, feature, score);
  });
  return { ...scales, features, columns: toBase64(new Uint8Array(columns.buffer)) };
}

/** Inverse of `packMap`, features without a place left out. */
export function unpackMap({ features, columns }: PackedMap): MapPoint[] {
  const bytes = Uint8Array.from(atob(columns), (character) => character.codePointAt(0) ?? 0);
  const values = new Uint16Array(bytes.buffer);
  const read = (column: number, feature: number) => values[column * features + feature] ?? NONE;
  const share = (column: number, feature: number) => read(column, feature) / STEPS;
  return Array.from({ length: features }, (_, index) => index)
    .filter((index) => read(0, index) !== NONE)
    .map((index) => ({
      index,
      x: share(0, index),
      y: share(1, index),
      cluster: read(2, index) === NO_CLUSTER ? undefined : read(2, index),
      density: share(3, index),
      max: share(4, index),
      score: read(5, index) === NONE ? undefined : share(5, index),
    }));
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 8_192)
    text += String.fromCodePoint(...bytes.subarray(from, from + 8_192));
  return btoa(text);
}
