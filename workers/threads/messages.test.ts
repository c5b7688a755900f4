import { expect, test } from "vitest";
import { AppError, badRequest } from "#lib/errors.ts";
import { isTransient } from "#lib/jobs/is-transient.ts";
import { packFailure, unpackFailure } from "#workers/threads/messages.ts";

const cross = (error: unknown) => unpackFailure(structuredClone(packFailure(error)));

test("an error crosses threads with what decides the fate of a job", () => {
  const sentence = cross(badRequest("The model is missing.", { cause: new Error("ENOENT") }));
  expect(sentence).toBeInstanceOf(AppError);
  expect(sentence).toMatchObject({
    code: "bad_request",
    message: "The model is missing.",
    cause: { message: "ENOENT" },
  });

  const lost = Object.assign(new Error("connect failed"), { code: "ECONNREFUSED" });
  expect(isTransient(cross(new Error("query failed", { cause: lost })))).toBe(true);

  const mistake = new TypeError("x is undefined");
  expect(cross(mistake)).not.toBeInstanceOf(AppError);
  expect(cross(mistake).stack).toBe(mistake.stack);
});
