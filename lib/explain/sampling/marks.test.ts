import { expect, test } from "vitest";
import { movedMarks, rightMarks, silentMarks, writeMarked } from "#lib/explain/sampling/marks.ts";
import { windowOf } from "#lib/explain/testing/window-of.ts";

const draw = { seed: 1, feature: 0 };

test("what is above 0.3 of a window's maximum is marked, in runs", () => {
  const window = windowOf([0, 3, 10, 3.1, 0, 0.1, 9]);
  expect([...rightMarks(window)]).toEqual([0, 0, 1, 1, 0, 0, 1]);
  const tokens = ["The", " old", " red", "dish", " roof", ",", " seen"];
  expect(writeMarked(tokens, rightMarks(window))).toBe("The old<< reddish>> roof,<< seen>>");
  expect([...rightMarks(windowOf([0, 0]))]).toEqual([0, 0]);
});

test("marks can be read back, whatever stands in the text", () => {
  const written = writeMarked(["cout", " <<", " x", " >>>", " y"], Uint8Array.of(0, 0, 1, 0, 1));
  expect(written).toBe("cout < <<< x>> > > ><< y>>");
  expect(writeMarked([], new Uint8Array())).toBe("");
});

test("a silent window gets as many random marks as are usual, and Delphi's one at three quarters", () => {
  for (let first = 0; first < 50; first++) {
    const marks = silentMarks(windowOf(Array(32).fill(0), first), 3, draw);
    const count = marks.reduce((sum, mark) => sum + mark, 0);
    expect(marks[24]).toBe(1);
    expect(count === 3 || count === 4).toBe(true);
  }
  const places = Array.from({ length: 50 }, (_, i) =>
    silentMarks(windowOf(Array(32).fill(0), i * 32), 1, draw).indexOf(1),
  );
  expect(new Set(places).size).toBeGreaterThan(10);
});

test("moved marks keep their number and lie where the feature is silent", () => {
  const window = windowOf([0, 0, 5, 5, 0, 1, 0, 0, 0, 0]);
  const moved = movedMarks(window, draw);
  expect(moved?.reduce((sum, mark) => sum + mark, 0)).toBe(2);
  moved?.forEach((mark, i) => mark && expect(window.values[i]).toBe(0));
  expect(movedMarks(windowOf([1, 1, 0]), draw)).toBeUndefined();
});
