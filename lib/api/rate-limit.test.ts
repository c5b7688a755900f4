import { expect, test } from "vitest";
import { RateLimited } from "#lib/api/problem.ts";
import { clientOf, createRateLimit } from "#lib/api/rate-limit.ts";

function limitAt() {
  const clock = { seconds: 0 };
  const limit = createRateLimit({ burst: 2, perSecond: 0.5 }, { burst: 5, perSecond: 1 }, () => clock.seconds);
  return { clock, limit };
}

function refusal(action: () => void): RateLimited | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof RateLimited) return error;
    throw error;
  }
  return undefined;
}

test("a client gets its burst, then must wait as long as it is told", () => {
  const { clock, limit } = limitAt();
  limit.take("a");
  limit.take("a");
  expect(refusal(() => limit.take("a"))?.retryAfterSeconds).toBeCloseTo(2);
  clock.seconds = 2;
  expect(refusal(() => limit.take("a"))).toBeUndefined();
});

test("one client's burst does not use up another's", () => {
  const { limit } = limitAt();
  limit.take("a");
  limit.take("a");
  expect(refusal(() => limit.take("b"))).toBeUndefined();
});

test("many made-up clients together stay under the overall limit", () => {
  const { limit } = limitAt();
  const refused = Array.from({ length: 20 }, (_, i) => refusal(() => limit.take(`made-up-${i}`))).filter(Boolean);
  expect(refused).toHaveLength(15);
});

test("the client is what the nearest proxy saw, not what the client claims", () => {
  const request = (forwarded: string) => new Request("http://test/", { headers: { "x-forwarded-for": forwarded } });
  expect(clientOf(request("1.1.1.1, 10.0.0.1"))).toBe("10.0.0.1");
  expect(clientOf(new Request("http://test/"))).toBe("unknown");
});
