import { expect, test } from "vitest";
import { addWindow, type Trace } from "./traces.ts";

/** Rows of a window: pairs of feature and value, two a token. */
const windowOf = (rows: [number, number][][]) => ({
  k: 2,
  indices: Int32Array.from(rows.flat().map(([feature]) => feature)),
  values: Float32Array.from(rows.flat().map(([, value]) => value)),
});

test("the lead and padding leave no trace, and windows join to one text", () => {
  const traces = new Map<number, Trace>();
  // Feature 7 fires on BOS, as everything does there.
  const first = windowOf([
    [
      [7, 900],
      [8, 900],
    ],
    [
      [7, 1.5],
      [8, 0],
    ],
    [
      [7, 3],
      [9, 3],
    ],
  ]);
  const second = windowOf([
    [
      [7, 900],
      [8, 900],
    ],
    [
      [8, 0.25],
      [7, 2],
    ],
    [
      [7, 50],
      [8, 50],
    ],
  ]);
  addWindow(traces, first, { firstRow: 1, count: 2, position: 0 });
  addWindow(traces, second, { firstRow: 1, count: 1, position: 2 });
  expect([...traces]).toEqual([
    [7, { positions: [0, 1, 2], values: [1.5, 3, 2] }],
    [9, { positions: [1], values: [3] }],
    [8, { positions: [2], values: [0.25] }],
  ]);
});
