import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The identity of a set of files: sha256 over name, size and bytes of each, in order of name.
 * @param directory where the files are; its own name does not count
 * @returns 64 hexadecimal digits
 */
export async function hashFiles(directory: string, names: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const name of [...names].sort()) {
    const path = join(directory, name);
    hash.update(`${name}\0${(await stat(path)).size}\0`);
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  }
  return hash.digest("hex");
}
