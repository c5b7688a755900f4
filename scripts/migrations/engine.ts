import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Pool } from "pg";
import { migrationDriver } from "#scripts/migrations/driver.ts";

export type SchemaEngine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;

/** No table or enum is managed by others. */
export const ALL_TABLES = { externalTables: [], externalEnums: [] };

let loaded: Promise<void> | undefined;

/**
 * Runs `use` with Prisma's schema engine compiled to WASM: what `prisma migrate` runs, without the native program that
 * Prisma downloads on first use.
 */
export async function withSchemaEngine<T>(databaseUrl: string, use: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= loadBindings();
  await loaded;
  const pool = new Pool({ connectionString: databaseUrl });
  try {
    const engine = await bindings.SchemaEngine.new(
      { datamodels: undefined },
      () => {},
      migrationDriver(pool, databaseUrl),
    );
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  } finally {
    // Ends the session, and with it the lock under which the engine works; freeing the engine does not.
    await pool.end();
  }
}

async function loadBindings(): Promise<void> {
  const require = createRequire(import.meta.url);
  const javascript = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(javascript.replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": withIdleTimers() });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports["__wbindgen_start"];
  if (typeof start === "function") start();
}

/** The engine never clears the time limit on its lock; unreferenced, it does not keep the process alive for 10 s. */
function withIdleTimers(): WebAssembly.ModuleImports {
  const startTimer = (run: () => void, ms: number) => setTimeout(run, ms).unref();
  const names = Object.keys(bindings).filter((name) => name.startsWith("__wbg_setTimeout_"));
  return { ...bindings, ...Object.fromEntries(names.map((name) => [name, startTimer])) };
}
