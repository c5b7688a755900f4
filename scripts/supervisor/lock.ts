import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { processIdentity } from "#scripts/supervisor/process-identity.ts";

const Holder = z.object({ pid: z.int(), identity: z.string(), port: z.int() });

const lockFile = (dataFolder: string) => path.join(dataFolder, "running.json");

/** Who runs on this data folder now; a file left by a killed process counts as nobody. */
export function findRunningCopy(dataFolder: string): { pid: number; port: number } | undefined {
  const holder = readHolder(lockFile(dataFolder));
  return holder && processIdentity(holder.pid) === holder.identity ? holder : undefined;
}

/**
 * Claims the data folder for this process. @returns how to give it back
 * @throws Error when another copy runs on it
 */
export function claimDataFolder(dataFolder: string, port: number): () => void {
  mkdirSync(dataFolder, { recursive: true });
  const file = lockFile(dataFolder);
  const claim = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? "", port });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, claim, { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error; // fs errors have a code
    }
    const other = findRunningCopy(dataFolder);
    if (other) {
      throw new Error(
        `Another copy of Featurepedia is running here (process ${other.pid}, port ${other.port}); stop it first, ` +
          "or give this one its own FEATUREPEDIA_DATA folder and PORT.",
      );
    }
    rmSync(file, { force: true });
  }
  throw new Error("Another copy of Featurepedia is starting here.");
}

function readHolder(file: string): z.infer<typeof Holder> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // fs errors have a code
    throw error;
  }
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    // Cut short by a full disk or a power cut: nobody's.
    return undefined;
  }
}
