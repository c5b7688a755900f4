import { generateClient } from "#scripts/setup/generate-client.ts";
import { describe, runSuites } from "#scripts/testing/run-suites.ts";
import { format, lint, types, unit } from "#scripts/testing/suites.ts";

/** `npm run check`: what takes seconds. */
await generateClient(process.cwd());
const tally = await runSuites([format, lint, types, unit]);
process.exitCode = tally.failed > 0 ? 1 : 0;
console.log(describe(tally));
