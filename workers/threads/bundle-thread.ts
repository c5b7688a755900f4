import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { AppError } from "#lib/errors.ts";

const WORKERS = resolve(import.meta.dirname, "..");
/** Where packages are found from, and nothing else looks. */
const FOLDER = resolve(WORKERS, "..", "node_modules", ".cache", "featurepedia");

/**
 * Makes one JavaScript file of a thread's modules, in a fifth of a second. Threads come and go with the kinds of jobs; to
 * translate some hundred modules in each takes a second every time.
 * @param entry the thread's first module, below `workers/`
 * @returns where it is; the same for the same code
 * @throws AppError unavailable when it cannot be written
 */
export async function bundleThread(entry: string): Promise<URL> {
  const { outputFiles } = await build({
    entryPoints: [join(WORKERS, entry)],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    sourcesContent: false,
    write: false,
    outdir: FOLDER,
    // Modules that ask where they are look for the repository from there.
    define: { "import.meta.dirname": JSON.stringify(WORKERS) },
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`Nothing was made of ${entry}.`);
  const name = createHash("sha256").update(output.contents).digest("hex").slice(0, 16);
  const file = join(FOLDER, `thread-${name}.mjs`);
  try {
    await mkdir(FOLDER, { recursive: true });
    // Aside and then renamed: another worker may start at the same moment.
    await writeFile(`${file}.${process.pid}`, output.contents);
    await rename(`${file}.${process.pid}`, file);
  } catch (cause) {
    throw new AppError("unavailable", `Workers put their code into ${FOLDER}, which cannot be written.`, { cause });
  }
  return pathToFileURL(file);
}
