import { AppError } from "#lib/errors.ts";

/** Turns the one error a page answers with 404 into undefined; every other one goes on. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof AppError && error.code === "not_found") return undefined;
  throw error;
}
