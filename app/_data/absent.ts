import { AppError } from "#lib/errors.ts";

/** Turns the one error a page answers with 404 into undefined; every other one goes on. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof AppError && error.code === "not_found") return undefined;
  throw error;
}

/** Undefined for a cursor that belongs to another listing, as after an edited URL: begin at its start. */
export function undefinedWhenForeign(error: unknown): undefined {
  if (error instanceof AppError && error.code === "bad_request") return undefined;
  throw error;
}
