import { isDatabaseUnavailable } from "#lib/db.ts";

/** Serialization failure, deadlock, no connection or transaction in time, in Postgres's words and in Prisma's. */
const BUSY_CODES = new Set(["40001", "40P01", "P2024", "P2028", "P2034"]);

/** Whether trying a job again can help: it did not fail, the database could not be asked. */
export function isTransient(error: unknown): boolean {
  if (isDatabaseUnavailable(error)) return true;
  if (!(error instanceof Error)) return false;
  return ("code" in error && BUSY_CODES.has(String(error.code))) || isTransient(error.cause);
}
