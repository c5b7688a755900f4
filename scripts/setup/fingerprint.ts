import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Files that nothing built depends on. */
const IGNORED = /\.(test|spec)\.tsx?$|(^|\/)(\.DS_Store|.*\.md)$/;

/** A hash of the paths and contents of files and whole folders under `root`; missing ones count as empty. */
export function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of inputs.flatMap((input) => listFiles(root, input)).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  }
  return hash.digest("hex");
}

function listFiles(root: string, input: string): string[] {
  const target = path.join(root, input);
  if (!existsSync(target)) return [];
  if (statSync(target).isFile()) return IGNORED.test(input) ? [] : [input];
  return readdirSync(target, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() || entry.isFile() ? listFiles(root, path.posix.join(input, entry.name)) : [],
  );
}

/**
 * Runs `make` unless `stamp` says that the same inputs were made before. The stamp lies within what is made, so that
 * deleting the one deletes the other. @returns whether `make` ran
 */
export async function makeOnce(stamp: string, inputs: string, make: () => Promise<void>): Promise<boolean> {
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return false;
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
  return true;
}
