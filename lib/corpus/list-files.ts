import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** Files under `folder` that pass `keep`, as `/`-separated relative paths in code-unit order on every platform. */
export async function listFiles(folder: string, keep: (path: string) => boolean): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter(keep)
    .sort();
}
