import { badRequest } from "#lib/errors.ts";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import { extentOf } from "#lib/stats/extent.ts";

/** x, y and cluster, a uint16 each. */
const POINT_BYTES = 6;
const STEPS = 65_535;

/** [features] each. A feature that is not on the map has no place: NaN. */
export type MapPoints = {
  /** 0…1 over the longer side; the other side is as much shorter as the map is. */
  x: Float32Array;
  y: Float32Array;
  /** Number of its cluster, or NO_CLUSTER. */
  cluster: Uint16Array;
};

/** Of a feature that is not on the map: a cluster that none has, as none has so many. */
const ABSENT = NO_CLUSTER - 1;

/** Six bytes a feature, little endian, in their order. @throws RangeError where columns differ in length */
export function encodeMap({ x, y, cluster }: MapPoints): Uint8Array {
  if (x.length !== y.length || x.length !== cluster.length) throw new RangeError("a map has one place a feature");
  const bytes = new Uint8Array(x.length * POINT_BYTES);
  const view = new DataView(bytes.buffer);
  for (let feature = 0; feature < x.length; feature++) {
    const [atX, atY] = [x[feature] ?? NaN, y[feature] ?? NaN];
    const isThere = !Number.isNaN(atX) && !Number.isNaN(atY);
    view.setUint16(feature * POINT_BYTES, isThere ? Math.round(atX * STEPS) : 0, true);
    view.setUint16(feature * POINT_BYTES + 2, isThere ? Math.round(atY * STEPS) : 0, true);
    view.setUint16(feature * POINT_BYTES + 4, isThere ? (cluster[feature] ?? NO_CLUSTER) : ABSENT, true);
  }
  return bytes;
}

/** Inverse of {@link encodeMap}, to a 65,535th. @throws AppError for bytes that are not whole points */
export function decodeMap(bytes: Uint8Array): MapPoints {
  if (bytes.length % POINT_BYTES !== 0) throw badRequest(`A map of ${bytes.length} bytes ends inside a point.`);
  const features = bytes.length / POINT_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (feature: number, column: number) => view.getUint16(feature * POINT_BYTES + 2 * column, true);
  const isThere = (feature: number) => read(feature, 2) !== ABSENT;
  const place = (column: number) =>
    Float32Array.from({ length: features }, (_, feature) =>
      isThere(feature) ? read(feature, column) / STEPS : Number.NaN,
    );
  return {
    x: place(0),
    y: place(1),
    cluster: Uint16Array.from({ length: features }, (_, feature) => (isThere(feature) ? read(feature, 2) : NO_CLUSTER)),
  };
}

/** Moves and scales a layout into 0…1, both sides alike, so that shapes stay as they are. */
export function fitLayout({ x, y }: { x: Float32Array; y: Float32Array }): { x: Float32Array; y: Float32Array } {
  const [across, up] = [extentOf(x), extentOf(y)];
  const side = Math.max(across.high - across.low, up.high - up.low) || 1;
  return { x: x.map((value) => (value - across.low) / side), y: y.map((value) => (value - up.low) / side) };
}
