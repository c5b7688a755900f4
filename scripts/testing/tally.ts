import * as z from "zod";

export type Tally = { passed: number; failed: number };

const VitestReport = z.object({ numPassedTests: z.int(), numFailedTests: z.int(), numFailedTestSuites: z.int() });

const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int() }),
});

export const tallyVitest = (report: unknown): Tally => {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = VitestReport.parse(report);
  // A file that cannot even be loaded has no tests that failed.
  return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0) };
};

export const tallyPlaywright = (report: unknown): Tally => {
  const { expected, unexpected, flaky } = PlaywrightReport.parse(report).stats;
  return { passed: expected, failed: unexpected + flaky };
};

/** What a suite counts for: one that says all is well but ran nothing, or failed outside of its tests, has failed. */
export function settleTally(tally: Tally, ok: boolean): Tally {
  if (tally.failed > 0) return tally;
  return ok && tally.passed > 0 ? tally : { ...tally, failed: 1 };
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce((sum, tally) => ({ passed: sum.passed + tally.passed, failed: sum.failed + tally.failed }), {
    passed: 0,
    failed: 0,
  });
}
