import { expect, test } from "vitest";
import {
  describeDifference,
  describeInterval,
  describeMissing,
  describeScore,
  formatSigned,
  listFigures,
  recallEnds,
  scaleTop,
} from "./describe-score.ts";

const figure = {
  state: "scored",
  value: 0.6234,
  low: 0.58,
  high: 0.661,
  baseline: 0.3,
  metric: "correlation",
} as const;

test("a score reads as its value, interval and baseline to two decimals", () => {
  expect(describeScore(figure)).toEqual({
    value: "0.62",
    metric: "correlation",
    interval: "0.58 to 0.66",
    against: "0.30",
  });
});

test("a share of next tokens reads as a percentage", () => {
  const promoted = { ...figure, metric: "share-promoted", value: 0.123, low: null, baseline: 0.0045 };
  expect(describeScore(promoted)).toEqual({
    value: "12.3%",
    metric: "of next tokens",
    interval: undefined,
    against: "0.45%",
  });
});

test("a score without a value has no figure, and says why in words", () => {
  expect(describeScore({ ...figure, state: "not-enough-data", value: null })).toBeUndefined();
  const detail = { metric: "correlation" as const, tokens: 1, documents: 1, baselines: [] };
  expect(describeMissing({ state: "not-enough-data", detail: { ...detail, why: "It fires on 3." } })).toBe(
    "It fires on 3.",
  );
  expect(describeMissing({ state: "failed", detail })).not.toBe("");
});

test("a value just below zero is zero, not minus zero", () => {
  expect(describeScore({ ...figure, value: -0.001 })?.value).toBe("0.00");
  expect(describeScore({ ...figure, value: -0.25 })?.value).toBe("−0.25");
});

test("the scale ends at 1, but close above a small share", () => {
  expect(scaleTop(figure)).toBe(1);
  expect(scaleTop({ ...figure, metric: "share-promoted", value: 0.03, high: 0.04, baseline: 0.01 })).toBe(0.05);
});

test("tenths without positives are no end of the recall", () => {
  expect(recallEnds([null, 0.9, 0.4, null])).toEqual({ strongest: 0.9, weakest: 0.4 });
  expect(recallEnds([])).toBeUndefined();
});

test("figures that a scorer did not give are left out", () => {
  const detail = {
    metric: "correlation" as const,
    tokens: 1,
    documents: 1,
    baselines: [],
    precision: 0.5,
    recall: null,
  };
  expect(listFigures({ detail })).toEqual([{ name: "precision", value: "0.50" }]);
});

test("a difference says which way it goes, unless it reads as none", () => {
  expect([0.123, -0.3, 0.001, -0.001].map((value) => formatSigned(value, "correlation"))).toEqual([
    "+0.12",
    "−0.30",
    "0.00",
    "0.00",
  ]);
  expect(formatSigned(-0.0123, "share-promoted")).toBe("−1.23%");
  const difference = { against: "top-token", value: 0.12, low: -0.01, high: 0.2 } as const;
  expect(describeDifference(difference, "correlation")).toBe("+0.12 (−0.01 to +0.20)");
  expect(describeDifference({ ...difference, low: null, high: null }, "correlation")).toBe("+0.12");
  expect(describeDifference(null, "correlation")).toBe("not counted");
});

test("an interval without width is exact, and one that was not counted is none", () => {
  const show = (value: number) => value.toFixed(1);
  expect(describeInterval(0.1, 0.2, show)).toBe("0.1 to 0.2");
  expect(describeInterval(0.5, 0.5, show)).toBe("exact");
  expect([describeInterval(null, null, show), describeInterval(undefined, undefined, show)]).toEqual(["none", "none"]);
});
