import { expect, test } from "vitest";
import { NO_CLUSTER } from "#lib/map/no-cluster.ts";
import { decodeMap, encodeMap, fitLayout } from "#lib/map/map-codec.ts";

test("what is written of each feature is read again, to a 65,535th; one without a place has none", () => {
  const points = {
    x: Float32Array.of(0, 0.25, NaN, 1),
    y: Float32Array.of(1, 0.5, NaN, 0),
    cluster: Uint16Array.of(0, NO_CLUSTER, 3, 7),
  };
  const { x, y, cluster } = decodeMap(encodeMap(points));
  [...points.x].forEach((value, i) =>
    Number.isNaN(value) ? expect(x[i]).toBeNaN() : expect(x[i]).toBeCloseTo(value, 4),
  );
  [...points.y].forEach((value, i) =>
    Number.isNaN(value) ? expect(y[i]).toBeNaN() : expect(y[i]).toBeCloseTo(value, 4),
  );
  expect([...cluster]).toEqual([0, NO_CLUSTER, NO_CLUSTER, 7]);
});

test("bytes that end inside a point, and columns of different length, are refused", () => {
  expect(() => decodeMap(new Uint8Array(7))).toThrow("ends inside a point");
  const x = new Float32Array(2);
  expect(() => encodeMap({ x, y: x, cluster: new Uint16Array(1) })).toThrow(RangeError);
});

test("a layout is scaled alike on both sides, and a single point is somewhere", () => {
  const { x, y } = fitLayout({ x: Float32Array.of(-2, 2), y: Float32Array.of(5, 6) });
  expect([...x, ...y]).toEqual([0, 1, 0, 0.25]);
  expect(fitLayout({ x: Float32Array.of(3), y: Float32Array.of(4) })).toEqual({
    x: Float32Array.of(0),
    y: Float32Array.of(0),
  });
});
