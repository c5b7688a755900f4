import { expect, test } from "vitest";
import { unitRows } from "#lib/engine/linear.ts";
import { nearestRows, type Rows } from "#lib/engine/projection.ts";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { layOut } from "#lib/map/layout.ts";
import { principalPlane } from "#lib/map/principal-plane.ts";

const width = 12;
const GROUP = 40;

/** Two groups of rows about two directions. */
function twoGroups(): Rows {
  const centres = randomNormals(2 * width, 3, 3);
  const data = randomNormals(2 * GROUP * width, 4).map(
    (value, i) => value + (centres[(i < GROUP * width ? 0 : width) + (i % width)] ?? 0),
  );
  return { data: unitRows(data, width), width };
}

const lay = async (rows: Rows, seed = 1, signal?: AbortSignal) =>
  layOut(rows.data.length / width, await nearestRows(rows, 14), principalPlane(rows), {
    seed,
    ...(signal && { signal }),
  });

test("a layout keeps neighbours together: a point's nearest in the plane are of its own group", async () => {
  const { x, y } = await lay(twoGroups());
  const distance = (a: number, b: number) => Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
  const all = Array.from({ length: 2 * GROUP }, (_, point) => point);
  const kept = all.filter((point) => {
    const [nearest = -1] = all
      .filter((other) => other !== point)
      .toSorted((a, b) => distance(point, a) - distance(point, b));
    return nearest < GROUP === point < GROUP;
  });
  expect(kept.length).toBeGreaterThanOrEqual(0.95 * all.length);
  expect([...x, ...y].every(Number.isFinite)).toBe(true);
});

test("equal rows and seed give the same places, whatever was computed before", async () => {
  const first = await lay(twoGroups());
  await lay(twoGroups(), 2);
  expect(await lay(twoGroups())).toEqual(first);
});

test("as few points as a neighbourhood holds start and stay where they differ most", async () => {
  const rows = { data: unitRows(randomNormals(5 * width, 1), width), width };
  const { x, y } = await lay(rows);
  expect(Math.max(...x.map(Math.abs), ...y.map(Math.abs))).toBeCloseTo(10, 4);
  expect(await lay({ data: new Float32Array(), width })).toEqual({ x: new Float32Array(), y: new Float32Array() });
});

test("ends between rounds when aborted", async () => {
  await expect(lay(twoGroups(), 1, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
