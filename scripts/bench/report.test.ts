import { expect, test } from "vitest";
import { formatReport, quantile } from "#scripts/bench/report.ts";

test("figures line up, large ones grouped, small ones to three digits", () => {
  const figures = [
    { what: "speed", value: 12_345.6, unit: "tokens/s" },
    { what: "share", value: 0.91234, unit: "", note: "of the bare graph" },
  ];
  expect(formatReport("Pipeline", figures)).toBe(
    "Pipeline\n  speed  12,346 tokens/s\n  share   0.912           of the bare graph\n",
  );
});

test("a quantile is one of the values", () => {
  const values = [5, 1, 4, 2, 3];
  expect([0.5, 0.95, 1, 0].map((share) => quantile(values, share))).toEqual([3, 5, 5, 1]);
});
