import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeClusterFiles, startCluster, type Cluster } from "#scripts/postgres/cluster.ts";

let folder: string;
let cluster: Cluster | undefined;

const directory = () => path.join(folder, "postgres");

async function start(): Promise<Cluster> {
  cluster = await startCluster(directory());
  return cluster;
}

async function query(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: cluster?.url("postgres") });
  client.on("error", () => {}); // The server is killed under it.
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "featurepedia-cluster-"));
  // As root, PostgreSQL runs as another user, who must get in.
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  await cluster?.stop();
  cluster = undefined;
  removeClusterFiles(directory());
  rmSync(folder, { recursive: true, force: true });
});

const serverPid = () => Number.parseInt(readFileSync(path.join(directory(), "data/postmaster.pid"), "utf8"), 10);

test("what is committed is there after a restart, at the same address", async () => {
  const { port } = await start();
  await query("CREATE TABLE t AS SELECT 7 AS x");
  await cluster?.stop();
  expect((await start()).port).toBe(port);
  expect(await query("SELECT x FROM t")).toEqual([{ x: 7 }]);
});

test("only its owner can read the data and the password", async () => {
  await start();
  for (const file of [".", "password", "data"]) {
    expect(statSync(path.join(directory(), file)).mode & 0o077).toBe(0);
  }
});

test("a server that was killed is recovered, even when its number now belongs to another process", async () => {
  await start();
  await query("CREATE TABLE t AS SELECT 7 AS x");
  const pidFile = path.join(directory(), "data/postmaster.pid");
  const lines = readFileSync(pidFile, "utf8").split("\n").slice(1);
  process.kill(serverPid(), "SIGKILL");
  await cluster?.ended;
  writeFileSync(pidFile, [String(process.pid), ...lines].join("\n"));
  await start();
  expect(await query("SELECT x FROM t")).toEqual([{ x: 7 }]);
});

test("a server whose guard was killed is stopped by the next start", async () => {
  await start();
  await query("CREATE TABLE t AS SELECT 7 AS x");
  const orphan = serverPid();
  const guard = Number(execFileSync("ps", ["-o", "ppid=", "-p", String(orphan)], { encoding: "utf8" }));
  process.kill(guard, "SIGKILL");
  await cluster?.ended;
  await start();
  expect(serverPid()).not.toBe(orphan);
  expect(await query("SELECT x FROM t")).toEqual([{ x: 7 }]);
});

test("text sorts by code point and lower case knows every script, whatever the machine's locale", async () => {
  await start();
  expect(await query("SELECT lower('ÄΩЖ') AS lower, 'a' > 'Z' AS by_code_point")).toEqual([
    { lower: "äωж", by_code_point: true },
  ]);
});

test("a temporary cluster leaves nothing behind", async () => {
  cluster = await startCluster(directory(), { temporary: true });
  await cluster.stop();
  expect(existsSync(directory())).toBe(false);
});
