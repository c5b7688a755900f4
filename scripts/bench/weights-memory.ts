import type { WeightMode } from "#lib/engine/inference-session.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelSession } from "#lib/engine/model-session.ts";

// What a process grows by, in bytes, when it opens a model and reads a text with it.
const [folder = "", weights = "", ids = ""] = process.argv.slice(2);
const model = await openModelDirectory(folder);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const session = await openModelSession(model, {}, { weights: weights as WeightMode }); // as benchWeights passes it
await session.run(ids.split(",").map(Number));
globalThis.gc?.();
console.log(process.memoryUsage.rss() - before);
process.exit();
