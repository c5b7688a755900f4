import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTool, type ToolRun } from "#scripts/testing/run-tool.ts";
import { settleTally, tallyPlaywright, tallyVitest, type Tally } from "#scripts/testing/tally.ts";

export type Suite = { name: string; run(): Promise<Tally & { output: string }> };

const MINUTE_MS = 60_000;
const TOOLS = {
  oxfmt: "node_modules/oxfmt/bin/oxfmt",
  oxlint: "node_modules/oxlint/bin/oxlint",
  tsc: "node_modules/typescript/bin/tsc",
  next: "node_modules/next/dist/bin/next",
  vitest: "node_modules/vitest/vitest.mjs",
  playwright: "node_modules/@playwright/test/cli.js",
};

export const format: Suite = check("format", [[TOOLS.oxfmt, "--check"]]);
export const lint: Suite = check("lint", [[TOOLS.oxlint, "--deny-warnings"]]);
/** The routes' types come from the pages that there are. */
export const types: Suite = check("types", [
  [TOOLS.next, "typegen"],
  [TOOLS.tsc, "--noEmit", "--incremental", "false"],
]);

export const unit: Suite = vitest("unit", 5 * MINUTE_MS);
export const integration: Suite = vitest("integration", 10 * MINUTE_MS);

/** The built site and a worker, in a browser. */
export const endToEnd = (browser: string): Suite => ({
  name: "end to end",
  run: () =>
    withReport(tallyPlaywright, (report) =>
      runTool([TOOLS.playwright, "test", "--reporter=list,json"], {
        timeoutMs: 25 * MINUTE_MS,
        env: { CHROMIUM_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
      }),
    ),
});

/** One check: everything about it passes, or it has failed once. */
function check(name: string, commands: readonly (readonly string[])[]): Suite {
  return {
    name,
    async run() {
      for (const command of commands) {
        const { ok, output } = await runTool(command, {
          timeoutMs: 3 * MINUTE_MS,
          env: { NEXT_TELEMETRY_DISABLED: "1" },
        });
        if (!ok) return { passed: 0, failed: 1, output };
      }
      return { passed: 1, failed: 0, output: "" };
    },
  };
}

function vitest(project: string, timeoutMs: number): Suite {
  return {
    name: project,
    run: () =>
      withReport(tallyVitest, (report) =>
        runTool(
          [
            TOOLS.vitest,
            "run",
            "--project",
            project,
            "--reporter=dot",
            "--reporter=json",
            `--outputFile.json=${report}`,
          ],
          { timeoutMs },
        ),
      ),
  };
}

async function withReport(
  tally: (report: unknown) => Tally,
  run: (reportFile: string) => Promise<ToolRun>,
): Promise<Tally & { output: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-report-"));
  try {
    const report = path.join(folder, "report.json");
    const { ok, output } = await run(report);
    return { ...settleTally(readTally(report, tally), ok), output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTally(file: string, tally: (report: unknown) => Tally): Tally {
  try {
    return tally(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return { passed: 0, failed: 1 }; // The tool ended before it could report.
  }
}
