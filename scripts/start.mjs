// `npm start` and `npm run dev`: what works on a fresh clone with nothing but Node, then the TypeScript supervisor.
import { existsSync } from "node:fs";
import path from "node:path";
import { ensureDependencies, requireRecentNode } from "./bootstrap/dependencies.mjs";

requireRecentNode();
const root = path.resolve(import.meta.dirname, "..");
process.chdir(root);
if (existsSync(".env")) process.loadEnvFile(".env");
ensureDependencies(root, { development: false });

const { register } = await import("tsx/esm/api");
register();
await import("./start.ts");
