import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import * as z from "zod";
import { AppError } from "#lib/errors.ts";

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string().default("unknown") });

export type InstalledPackage = { name: string; version: string; licence: string; folder: string };

/**
 * Finds an installed package the way Node does, from `start` upwards: our processes run where they were started, in the repository.
 * Package exports are ignored on purpose: we read files, not modules.
 * @throws AppError when it is not installed or its manifest cannot be read
 */
export async function findPackage(name: string, start: string = process.cwd()): Promise<InstalledPackage> {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    const manifest = await readManifest(candidate);
    if (manifest) return { name, version: manifest.version, licence: manifest.license, folder: candidate };
    if (dirname(folder) === folder) break;
  }
  throw new AppError("unavailable", `The package ${name} is not installed; run \`npm ci\`.`);
}

async function readManifest(folder: string): Promise<z.infer<typeof Manifest> | undefined> {
  let text: string;
  try {
    text = await readFile(join(folder, "package.json"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined; // node:fs errors carry a code
    throw error;
  }
  return Manifest.parse(JSON.parse(text));
}
