import path from "node:path";
import pg from "pg";
import type { Environment } from "#lib/env.ts";
import { runningClusterUrl, startCluster } from "#scripts/postgres/cluster.ts";
import { ensureDatabase } from "#scripts/postgres/databases.ts";
import { claimDataFolder, findRunningCopy } from "#scripts/supervisor/lock.ts";
import { sentenceOf } from "#scripts/supervisor/sentence.ts";

/** The oldest PostgreSQL the product is meant for. */
const MAJOR_VERSION_MIN = 15;
const EMBEDDED_DATABASE = "featurepedia";

export type RunningDatabase = {
  url: string;
  /** One line for the terminal. */
  description: string;
  stop(): Promise<void>;
  /** Settles when our own server has ended; never for somebody else's. */
  ended: Promise<void>;
};

/** The database of DATABASE_URL, or our own in the data folder. @throws Error with one sentence when it cannot serve */
export async function openDatabase(env: Environment): Promise<RunningDatabase> {
  if (env.DATABASE_URL !== undefined) {
    const { host, version } = await inspectServer(env.DATABASE_URL);
    return {
      url: env.DATABASE_URL,
      description: `PostgreSQL ${version} at ${host}`,
      stop: async () => {},
      ended: new Promise(() => {}),
    };
  }
  const folder = path.join(env.FEATUREPEDIA_DATA, "postgres");
  const cluster = await startCluster(folder);
  try {
    await ensureDatabase(cluster.url("postgres"), EMBEDDED_DATABASE);
    const url = cluster.url(EMBEDDED_DATABASE);
    const { version } = await inspectServer(url);
    return { url, description: `PostgreSQL ${version} in ${folder}`, stop: cluster.stop, ended: cluster.ended };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/**
 * For a command: opens the database of the environment, and closes it. Ours only if no copy of the product has it open, unless the
 * command may work beside one.
 */
export async function withDatabaseOf(
  use: (url: string) => Promise<void>,
  { besideProduct = false }: { besideProduct?: boolean } = {},
): Promise<void> {
  try {
    const { env } = await import("#lib/env.ts");
    const isRunning = env.DATABASE_URL === undefined && findRunningCopy(env.FEATUREPEDIA_DATA) !== undefined;
    if (besideProduct && isRunning) {
      await use(runningClusterUrl(path.join(env.FEATUREPEDIA_DATA, "postgres"), EMBEDDED_DATABASE));
      return;
    }
    const release = env.DATABASE_URL === undefined ? claimDataFolder(env.FEATUREPEDIA_DATA, env.PORT) : () => {};
    try {
      const database = await openDatabase(env);
      try {
        await use(database.url);
      } finally {
        await database.stop();
      }
    } finally {
      release();
    }
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

async function inspectServer(url: string): Promise<{ host: string; version: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  const host = `${client.host}:${client.port}`;
  try {
    await client.connect();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(`The database of DATABASE_URL at ${host} cannot be used: ${why}`, { cause });
  }
  try {
    const result = await client.query<{ number: string; version: string }>(
      "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version",
    );
    const [row] = result.rows;
    const version = row?.version.split(" ")[0] ?? "?";
    if (Number(row?.number) < MAJOR_VERSION_MIN * 10_000) {
      throw new Error(`Featurepedia needs PostgreSQL ${MAJOR_VERSION_MIN} or newer; ${host} is ${version}.`);
    }
    return { host, version };
  } finally {
    await client.end();
  }
}
