import { expect, test } from "vitest";
import { smoothRate } from "#lib/jobs/smooth-rate.ts";

test("a steady pace is the rate, whatever it was before", () => {
  let rate: number | null = null;
  for (let second = 1; second <= 40; second++) {
    rate = smoothRate(
      rate,
      { done: (second - 1) * 500, atMs: (second - 1) * 1000 },
      { done: second * 500, atMs: second * 1000 },
    );
    expect(rate).toBe(500);
  }
  for (let second = 41; second <= 80; second++) {
    rate = smoothRate(rate, { done: 0, atMs: 0 }, { done: 100, atMs: 1000 });
  }
  expect(rate).toBeCloseTo(100, 0);
});

test("no time passed, or work begun anew, says nothing about the rate", () => {
  expect(smoothRate(7, { done: 1, atMs: 5 }, { done: 2, atMs: 5 })).toBe(7);
  expect(smoothRate(7, { done: 10, atMs: 0 }, { done: 2, atMs: 1000 })).toBe(7);
});
