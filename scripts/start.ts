import { parseArgs } from "node:util";
import { superviseProduct } from "#scripts/supervisor/supervise.ts";
import { sentenceOf } from "#scripts/supervisor/sentence.ts";

const { values } = parseArgs({ options: { dev: { type: "boolean", default: false } } });

try {
  // Imported late: it parses the environment, and a bad setting is one message like every other failure to start.
  const { env } = await import("#lib/env.ts");
  process.exitCode = await superviseProduct(env, { root: process.cwd(), development: values.dev });
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = 1;
}
// Whatever a library left open must not keep the terminal.
process.exit();
