// `npm test`: everything, on a fresh clone too. Plain JavaScript until the dependencies are there.
import path from "node:path";
import { ensureDependencies, requireRecentNode } from "./bootstrap/dependencies.mjs";

requireRecentNode();
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
ensureDependencies(root, { development: true });

const { register } = await import("tsx/esm/api");
register();
await import("./test.ts");
