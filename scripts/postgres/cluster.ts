import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { totalmem } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { bundledPostgresHome, postgresProgram } from "#scripts/postgres/binaries.ts";
import { preparePlace, type Identity, type Place } from "#scripts/postgres/identity.ts";
import { freePort, isPortFree } from "#scripts/postgres/ports.ts";
import { clearLeftovers } from "#scripts/postgres/leftovers.ts";

/** A running PostgreSQL of our own on a loopback port. */
export type Cluster = {
  port: number;
  /** Connection string of a database in it. */
  url(database: string): string;
  /** Fast shutdown: open transactions roll back, everything committed is on disk. */
  stop(): Promise<void>;
  /** Settles when the server has ended, asked for or not. */
  ended: Promise<void>;
  /** Deletes everything in it; after `stop`. */
  removeFiles(): void;
};

const USER = "featurepedia";
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const LOG_TAIL_CHARACTERS = 2_000;

const MEBIBYTE = 2 ** 20;
/** Of the machine's memory, what the server keeps pages in: taken as it is filled. A page that is not there costs a read by the system. */
const BUFFERS_SHARE = 1 / 16;
const BUFFERS_MB = { min: 128, max: 1024 };

/** Settings for a laptop and a small server; anything larger brings its own PostgreSQL by DATABASE_URL. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  // No socket file: its path length is bounded and a clone may lie deep.
  unix_socket_directories: "",
  max_connections: "100",
  // Catalog rows arrive by COPY in large batches: fewer, larger checkpoints.
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  wal_level: "minimal",
  max_wal_senders: "0",
  random_page_cost: "1.1",
};

/** For data that need not survive a power cut. */
const UNSAFE_SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts the cluster in `directory`, making it on first use. A server left running there by a killed parent is stopped
 * first, so only one caller at a time may use a directory.
 * @param temporary faster, for data that may be lost; everything in `directory` is deleted when the server ends.
 */
export async function startCluster(directory: string, { temporary = false } = {}): Promise<Cluster> {
  const place = preparePlace(path.resolve(directory), bundledPostgresHome());
  const data = path.join(place.directory, "data");
  const password = readOrMakePassword(place);
  if (existsSync(data)) await clearLeftovers(data);
  else initialise(place, data, temporary);

  const port = await choosePort(path.join(place.directory, "port"));
  const url = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const settings = { ...SETTINGS, shared_buffers: bufferSize(), ...(temporary ? UNSAFE_SETTINGS : {}) };
  const leftovers = temporary ? [place.directory, path.resolve(directory)] : [];
  const logFile = path.join(place.directory, "postgres.log");
  const guard = spawnGuard(place, data, port, { settings, logFile, leftovers });
  const ended = new Promise<void>((resolve) => guard.once("exit", () => resolve()));
  await untilAccepting(url("postgres"), guard, logFile);

  return {
    port,
    url,
    ended,
    async stop() {
      guard.stdin?.end();
      await Promise.race([ended, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    },
    removeFiles: () => removeClusterFiles(directory),
  };
}

/** In a container its limit counts, not the machine's memory. */
function bufferSize(): string {
  const limit = process.constrainedMemory();
  const memory = Math.min(totalmem(), limit > 0 ? limit : Infinity);
  const share = Math.floor((memory * BUFFERS_SHARE) / MEBIBYTE);
  return `${Math.min(BUFFERS_MB.max, Math.max(BUFFERS_MB.min, share))}MB`;
}

/** Connection string of a database in a cluster that another process of ours runs in `directory`. */
export function runningClusterUrl(directory: string, database: string): string {
  const place = realpathSync(directory);
  const [password, port] = ["password", "port"].map((name) => readFileSync(path.join(place, name), "utf8").trim());
  return `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Deletes a stopped cluster; as root `directory` may be a link to where PostgreSQL's user can reach it. */
export function removeClusterFiles(directory: string): void {
  if (existsSync(directory)) rmSync(realpathSync(directory), { recursive: true, force: true });
  rmSync(directory, { recursive: true, force: true });
}

function readOrMakePassword({ directory, identity }: Place): string {
  const file = path.join(directory, "password");
  if (existsSync(file)) return readFileSync(file, "utf8").trim();
  const password = randomBytes(24).toString("base64url");
  writeOwned(file, password, identity);
  return password;
}

function writeOwned(file: string, text: string, { uid, gid }: Identity): void {
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  if (uid !== undefined && gid !== undefined) chownSync(file, uid, gid);
}

function initialise({ directory, identity, home }: Place, data: string, temporary: boolean): void {
  // Made aside and renamed, so that an interrupted first start leaves nothing half made.
  const unfinished = `${data}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const result = spawnSync(
    postgresProgram(home, "initdb"),
    [
      `--pgdata=${unfinished}`,
      `--username=${USER}`,
      `--pwfile=${path.join(directory, "password")}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // Built in: the same order and case rules on every machine, whatever locales it has.
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--locale=C",
      "--data-checksums",
      ...(temporary ? ["--no-sync"] : []),
    ],
    { ...identity, cwd: "/", env: serverEnvironment(), encoding: "utf8" },
  );
  if (result.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not be set up in ${directory}:\n${result.stderr ?? ""}`, { cause: result.error });
  }
  renameSync(unfinished, data);
}

/** The port of the last run while it is free, so that a saved connection string stays good. */
async function choosePort(file: string): Promise<number> {
  const remembered = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = remembered > 0 && (await isPortFree(remembered, "127.0.0.1")) ? remembered : await freePort();
  writeFileSync(file, `${port}\n`);
  return port;
}

function spawnGuard(
  { identity, home }: Place,
  data: string,
  port: number,
  { settings, logFile, leftovers }: { settings: Record<string, string>; logFile: string; leftovers: string[] },
): ChildProcess {
  const request = {
    program: postgresProgram(home, "postgres"),
    args: ["-D", data, "-p", String(port), ...Object.entries(settings).flatMap(([k, v]) => ["-c", `${k}=${v}`])],
    ...identity,
    environment: serverEnvironment(),
    leftovers,
  };
  const log = openSync(logFile, "w");
  try {
    // Its own process group: Ctrl-C in the terminal reaches our supervisor alone, which stops PostgreSQL last.
    return spawn(process.execPath, [path.join(import.meta.dirname, "guard.mjs"), JSON.stringify(request)], {
      stdio: ["pipe", log, log],
      cwd: "/",
      detached: process.platform !== "win32",
    });
  } finally {
    closeSync(log);
  }
}

/** English messages, and none of our own settings. (Next's types ask for NODE_ENV.) */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { LC_ALL: "C", TZ: "UTC", PATH: process.env["PATH"] ?? "", NODE_ENV: "production" };
}

async function untilAccepting(url: string, guard: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  let failure: unknown;
  while (guard.exitCode === null && guard.signalCode === null && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      failure = error;
      await sleep(25);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  guard.stdin?.end();
  const log = readFileSync(logFile, "utf8").slice(-LOG_TAIL_CHARACTERS);
  throw new Error(`PostgreSQL did not start; its log (${logFile}) ends with:\n${log}`, { cause: failure });
}
