import { expect, test } from "vitest";
import { findErrorInside, statusTrouble } from "#lib/llm/status-trouble.ts";

const trouble = (status: number, body = "") => statusTrouble(status, new Headers(), body);

test("only what may pass is worth another try", () => {
  for (const status of [408, 429, 500, 502, 503, 529]) expect(trouble(status)).toMatchObject({ retry: true });
  for (const status of [301, 400, 401, 402, 403, 404, 409, 413, 422])
    expect(trouble(status)).toMatchObject({ retry: false, kind: "rejected" });
  expect(trouble(429, '{"error": {"code": "insufficient_quota"}}')).toMatchObject({ retry: false, kind: "rejected" });
});

test("a prompt that a filter stopped is a refusal", () => {
  expect(trouble(400, '{"error": {"code": "content_filter", "message": "no"}}').kind).toBe("refused");
});

test("the provider's own words are told, cut short", () => {
  expect(trouble(400, '{"error": {"message": "no such model"}}').message).toBe(
    "The provider answered 400: no such model",
  );
  expect(trouble(500, "<html>\n  Bad   gateway").message).toBe("The provider answered 500: <html> Bad gateway");
  expect(trouble(500, "x".repeat(100_000)).message.length).toBeLessThan(400);
});

test("an error inside a success is found, an answer is not mistaken for one", () => {
  expect(findErrorInside('{"error": {"code": 502, "message": "upstream"}}')).toBe(502);
  expect(findErrorInside('{"choices": [{"text": "{\\"error\\": {\\"code\\": 1}}"}]}')).toBeUndefined();
});
