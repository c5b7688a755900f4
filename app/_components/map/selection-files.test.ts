import { expect, test } from "vitest";
import { describePoints, toCsv } from "#app/_components/map/selection-files.ts";

test("a selection is written with addresses and figures, what is unknown left empty", () => {
  const points = [
    { index: 7, x: 0.5, y: 0.25, cluster: 3, density: 1, max: 0.5, score: 0.8 },
    { index: 9, x: 0, y: 1, cluster: undefined, density: 0, max: 1, score: undefined },
  ];
  const rows = describePoints(points, { model: "m", source: "4-res" }, { low: -3, high: -1, top: 12 });
  expect(rows[0]).toEqual({
    feature: "m/4-res/7",
    x: 0.5,
    y: 0.25,
    cluster: 3,
    density: 0.1,
    maxActivation: 6,
    score: 0.8,
  });
  expect(toCsv(rows)).toBe(
    "feature,x,y,cluster,density,maxActivation,score\nm/4-res/7,0.5,0.25,3,0.1,6,0.8\nm/4-res/9,0,1,,0.001,12,\n",
  );
  expect(toCsv([])).toBe("");
});
