import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

/** Lets through only whoever bears the operator's key. @throws AppError forbidden */
export function requireOperator(request: Request, key: string | undefined = env.OPERATOR_KEY): void {
  if (key === undefined)
    throw new AppError("forbidden", "Operator actions are off: the setting OPERATOR_KEY is not set.");
  const given = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  if (given === undefined || !timingSafeEqual(digest(given), digest(key))) {
    throw new AppError("forbidden", "This needs the operator's key: Authorization: Bearer <key>.");
  }
}

/** Equal lengths, which a constant-time comparison needs, and nothing to learn from the time it takes. */
const digest = (text: string) => createHash("sha256").update(text).digest();
