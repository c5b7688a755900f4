import { expect, test } from "vitest";
import { addTallies, settleTally, tallyPlaywright, tallyVitest } from "#scripts/testing/tally.ts";

test("a suite that ran nothing has failed", () => {
  expect(settleTally({ passed: 0, failed: 0 }, true)).toEqual({ passed: 0, failed: 1 });
});

test("a suite whose tool failed has failed, whatever its tests say", () => {
  expect(settleTally({ passed: 7, failed: 0 }, false)).toEqual({ passed: 7, failed: 1 });
});

test("a test file that cannot be loaded is a failure", () => {
  expect(tallyVitest({ numPassedTests: 3, numFailedTests: 0, numFailedTestSuites: 1 })).toEqual({
    passed: 3,
    failed: 1,
  });
});

test("a browser test that passed only when tried again is a failure", () => {
  expect(tallyPlaywright({ stats: { expected: 4, unexpected: 0, flaky: 1 } })).toEqual({ passed: 4, failed: 1 });
});

test("suites add up", () => {
  expect(
    addTallies([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});
