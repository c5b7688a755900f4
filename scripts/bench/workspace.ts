import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Db, openDb } from "#lib/db.ts";
import { listJobs } from "#lib/jobs/queries/jobs.ts";
import { applyMigrations } from "#scripts/migrations/apply.ts";
import { startCluster } from "#scripts/postgres/cluster.ts";
import { ensureDatabase } from "#scripts/postgres/databases.ts";
import { startChild } from "#scripts/supervisor/child.ts";

/** A PostgreSQL of the benchmark's own, with the product's settings, and a catalog computed into it by a real worker. */
export type Workspace = { url: string; db: Db; close(): Promise<void> };

const DATABASE = "bench";
const POLL_MS = 500;
const STOP_PATIENCE_MS = 10_000;
/** A source whose quality has no value is browsed all the same. */
const MAY_FAIL = "measure-source";
/** Jobs of two minutes on a small machine; anything longer is a hang. */
const COMPUTE_TIMEOUT_MS = 30 * 60_000;

export async function openWorkspace(): Promise<Workspace> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-bench-"));
  const cluster = await startCluster(path.join(folder, "postgres"));
  const url = cluster.url(DATABASE);
  await ensureDatabase(cluster.url("postgres"), DATABASE);
  await applyMigrations(url);
  const db = openDb(url);
  return {
    url,
    db,
    async close() {
      await db.close();
      await cluster.stop();
      cluster.removeFiles();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs a worker until the demo catalog over `tokens` tokens is there, or the whole of it. @throws Error when a job fails */
export async function computeCatalog({ url, db }: Workspace, tokens: number | "whole"): Promise<void> {
  const lines: string[] = [];
  const worker = startChild(["workers/main.ts"], {
    imports: ["tsx"],
    env: { DATABASE_URL: url, DEMO_TOKENS: tokens === "whole" ? "" : String(tokens), NODE_ENV: "production" },
    onLine: (line) => void lines.push(line),
  });
  try {
    await Promise.race([untilComputed(db), worker.ended.then(() => fail("The worker stopped", lines))]);
  } finally {
    await worker.stop(STOP_PATIENCE_MS);
  }
}

async function untilComputed(db: Db): Promise<void> {
  const deadline = Date.now() + COMPUTE_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const jobs = await listJobs(db);
    const failed = jobs.find(({ state, name }) => state === "failed" && name !== MAY_FAIL);
    if (failed) throw new Error(`${failed.title} failed: ${failed.error}`);
    if (jobs.length > 0 && jobs.every(({ state }) => state === "done" || state === "failed")) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("The catalog took too long to compute.");
}

function fail(what: string, lines: readonly string[]): never {
  throw new Error(`${what}:\n${lines.slice(-10).join("\n")}`);
}
