import { expect, test } from "vitest";
import { readRetryAfterMs } from "#lib/llm/retry-after.ts";
import { retryWaitMs } from "#lib/llm/retry-wait.ts";

test("each wait doubles up to a bound, spread over its upper half", () => {
  expect([0, 1, 2, 3, 10, 2000].map((attempt) => retryWaitMs(attempt, undefined, 1))).toEqual([
    500, 1000, 2000, 4000, 30_000, 30_000,
  ]);
  expect(retryWaitMs(2, undefined, 0)).toBe(1000);
});

test("a provider's own wish is a lower bound; one that takes minutes ends the trying", () => {
  expect(retryWaitMs(0, 7000, 0.5)).toBe(7000);
  expect(retryWaitMs(9, 7000, 1)).toBe(30_000);
  expect(retryWaitMs(0, 3_600_000, 0)).toBeUndefined();
});

test("the wish is read as seconds, milliseconds, date or Google's delay", () => {
  const read = (headers: Record<string, string>, body = "") => readRetryAfterMs(new Headers(headers), body);
  expect(read({ "retry-after": "1.5" })).toBe(1500);
  expect(read({ "retry-after": "2", "retry-after-ms": "250" })).toBe(250);
  const date = "Wed, 21 Oct 2026 07:28:00 GMT";
  expect(read({ "retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", date })).toBe(30_000);
  expect(read({ "retry-after": "Wed, 21 Oct 2026 07:27:00 GMT", date })).toBe(0);
  expect(read({}, '{"error": {"details": [{"retryDelay": "34.5s"}]}}')).toBe(34_500);
  for (const headers of [{}, { "retry-after": "soon" }, { "retry-after": "-1" }]) expect(read(headers)).toBeUndefined();
});
