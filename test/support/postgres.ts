import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { applyMigrations } from "#scripts/migrations/apply.ts";
import { startCluster } from "#scripts/postgres/cluster.ts";
import { ensureDatabase } from "#scripts/postgres/databases.ts";

export const TEMPLATE = "template_catalog";

declare module "vitest" {
  interface ProvidedContext {
    /** Connection string of the test server's `postgres` database. */
    postgresUrl: string;
  }
}

/** Vitest's global set-up: one PostgreSQL for the run, with a migrated template that each test database copies. */
export default async function startTestPostgres(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-test-"));
  // As root, PostgreSQL runs as another user, who must get in.
  chmodSync(folder, 0o755);
  const cluster = await startCluster(path.join(folder, "postgres"), { temporary: true });
  const stop = async () => {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ensureDatabase(cluster.url("postgres"), TEMPLATE);
    await applyMigrations(cluster.url(TEMPLATE));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("postgresUrl", cluster.url("postgres"));
  return stop;
}
