import { expect, test } from "vitest";
import { cutWindows } from "./cut-windows.ts";

test("a text that fits is read whole", () => {
  expect(cutWindows(511, { contextLength: 512, lead: 1 })).toEqual([{ start: 0, count: 511 }]);
  expect(cutWindows(0, { contextLength: 512, lead: 1 })).toEqual([]);
});

test("a longer one is read to its end, every token once", () => {
  const windows = cutWindows(1100, { contextLength: 512, lead: 1 });
  expect(windows).toEqual([
    { start: 0, count: 511 },
    { start: 511, count: 511 },
    { start: 1022, count: 78 },
  ]);
});
