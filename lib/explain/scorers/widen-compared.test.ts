import { expect, test } from "vitest";
import { widenCompared } from "#lib/explain/scorers/widen-compared.ts";

const compared = { value: 1, low: 1, high: 1, baseline: 0.25, baselines: [] };
const difference = { against: "chance", value: 0.75, low: 0.75, high: 0.75 } as const;

test("where resampling shows no error, the share and its difference are as wide as its trials make them", () => {
  expect(widenCompared({ ...compared, difference }, { low: 0.5, high: 1 })).toEqual({
    ...compared,
    low: 0.5,
    difference: { ...difference, low: 0.25 },
  });
});

test("what resampling shows to be wider stays as wide, and what has no interval gets none", () => {
  const wide = { ...compared, value: 0.5, low: 0.1, high: 0.9 };
  expect(widenCompared(wide, { low: 0.3, high: 0.7 })).toEqual(wide);
  const unknown = { ...compared, low: null, high: null };
  expect(widenCompared(unknown, { low: 0.5, high: 1 })).toEqual(unknown);
});
