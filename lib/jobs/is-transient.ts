import { isDatabaseUnavailable } from "#lib/db.ts";

/** Serialization failure and deadlock, in Postgres's words and in Prisma's: the loser is meant to try again. */
const CONFLICT_CODES = new Set(["40001", "40P01", "P2034"]);

/** Whether trying a job again can help: it did not fail, the database could not be asked. */
export function isTransient(error: unknown): boolean {
  if (isDatabaseUnavailable(error)) return true;
  if (!(error instanceof Error)) return false;
  return ("code" in error && CONFLICT_CODES.has(String(error.code))) || isTransient(error.cause);
}
