import { expect, test } from "vitest";
import { badRequest } from "#lib/errors.ts";
import { isTransient } from "#lib/jobs/is-transient.ts";

const withCode = (code: string, cause?: unknown) => Object.assign(new Error("failed", { cause }), { code });

test("a database that could not be asked, or is too busy, is worth another try", () => {
  for (const code of ["ECONNREFUSED", "ECONNRESET", "57P01", "40001", "40P01", "P2028", "P2034"])
    expect(isTransient(withCode(code))).toBe(true);
  expect(isTransient(new Error("wrapped", { cause: withCode("40P01") }))).toBe(true);
});

test("wrong input and our own mistakes are not", () => {
  for (const error of [
    badRequest("bad"),
    new TypeError("bug"),
    withCode("ENOENT"),
    withCode("23505"),
    "text",
    undefined,
  ])
    expect(isTransient(error)).toBe(false);
});
