import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

/**
 * Gives back what is no longer used, in some tens of milliseconds. Accumulators are hundreds of megabytes of array buffers
 * behind a small heap: V8 sees little to do and would let several generations of them stand side by side.
 */
export function releaseMemory(): void {
  if (typeof collectGarbage === "function") collectGarbage();
}
