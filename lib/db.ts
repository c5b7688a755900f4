import { PrismaPg } from "@prisma/adapter-pg";
import { type ClientBase, type CustomTypesConfig, defaults, Pool, types } from "pg";
import { env } from "#lib/env.ts";
import { PrismaClient } from "#prisma/generated/client.ts";

/** One connection pool, used by Prisma for the relational part and directly for bulk SQL. */
export type Db = { prisma: PrismaClient; pool: Pool; close(): Promise<void> };

const POOL_SIZE_DEFAULT = 10;
/** A request that waited this long for a connection is answered "unavailable"; without it those behind a hung database pile up. */
const CONNECTION_TIMEOUT_MS = 30_000;

/** A timestamp in the database is UTC and does not say so: the driver would take it for the time of this machine's zone. */
const utcTypes: CustomTypesConfig = {
  getTypeParser: (type, format) =>
    type === types.builtins.TIMESTAMP && format !== "binary" ? parseUtc : types.getTypeParser(type, format),
};
const parseUtc = (value: string): unknown => types.getTypeParser(types.builtins.TIMESTAMPTZ)(`${value}+00`);
defaults.parseInputDatesAsUTC = true;

/** What the server says is now is UTC too, whatever its administrator set. */
const setUtc = (client: ClientBase): Promise<unknown> => client.query("SET TIME ZONE 'UTC'");

/** Opens a pool. The caller closes it. */
export function openDb(connectionString: string, poolSize = POOL_SIZE_DEFAULT): Db {
  const pool = new Pool({
    connectionString,
    max: poolSize,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    types: utcTypes,
    // oxlint-disable-next-line typescript/no-misused-promises -- The pool waits for it, which its type does not say.
    onConnect: setUtc,
  });
  // An idle connection that the server drops must not end the process; the next query gets a new one or fails itself.
  pool.on("error", () => {});
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}

let shared: Db | undefined;

/** The process-wide database. @throws Error when DATABASE_URL is unset: `npm start` sets it for every process. */
export function getDb(): Db {
  if (!env.DATABASE_URL) throw new Error("DATABASE_URL is not set; start the product with `npm start` or set it.");
  shared ??= openDb(env.DATABASE_URL);
  return shared;
}

/** Refused, unknown host, reset, timed out; shutting down, starting, too many connections; Prisma's own words for these. */
const UNAVAILABLE_CODES = new Set(
  "ECONNREFUSED ENOTFOUND ECONNRESET ETIMEDOUT 57P01 57P02 57P03 53300 P1001 P1002 P1008 P1017".split(" "),
);
const UNAVAILABLE_MESSAGE = /connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Whether a failure says that the database could not be asked, rather than what it answered. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return UNAVAILABLE_CODES.has(code) || UNAVAILABLE_MESSAGE.test(error.message) || isDatabaseUnavailable(error.cause);
}
