import { ensureBrowser } from "#scripts/setup/find-browser.ts";
import { generateClient } from "#scripts/setup/generate-client.ts";
import { sentenceOf } from "#scripts/supervisor/sentence.ts";
import { describe, runSuites } from "#scripts/testing/run-suites.ts";
import { endToEnd, format, integration, lint, types, unit, type Suite } from "#scripts/testing/suites.ts";

await generateClient(process.cwd());
const tally = await runSuites([format, lint, types, unit, integration, browserSuite()]);
process.exitCode = tally.failed > 0 ? 1 : 0;
console.log(describe(tally));

/** Without a browser the rest still runs, and this counts as failed. */
function browserSuite(): Suite {
  return {
    name: "end to end",
    run: async () => {
      try {
        return await endToEnd(ensureBrowser()).run();
      } catch (error) {
        return { passed: 0, failed: 1, output: sentenceOf(error) };
      }
    },
  };
}
