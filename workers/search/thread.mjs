// A thread starts without the loader that lets the main one run TypeScript.
import { register } from "tsx/esm/api";

register();
await import("./keep-indexed.ts");
