import { expect, test } from "vitest";
import { createPace } from "#lib/llm/pace.ts";
import { createFakeClock } from "#lib/llm/testing/fake-clock.ts";

const never = new AbortController().signal;

test("no minute sees more requests than allowed, after the first second's worth", async () => {
  const clock = createFakeClock({ skips: () => true });
  const pace = createPace(120, clock);
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    await pace.take(never);
    times.push(clock.now());
  }
  expect(times).toEqual([0, 0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000]);
});

test("requests that wait together go out one by one", async () => {
  const clock = createFakeClock({ skips: () => true });
  const pace = createPace(60, clock);
  const times: number[] = [];
  await Promise.all(Array.from({ length: 4 }, () => pace.take(never).then(() => times.push(clock.now()))));
  expect(times).toEqual([0, 1000, 2000, 3000]);
});

test("idle time saves up no more than a second's worth", async () => {
  const clock = createFakeClock({ skips: () => true });
  const pace = createPace(60, clock);
  clock.advance(3_600_000);
  await pace.take(never);
  await pace.take(never);
  expect(clock.waits).toEqual([1000]);
});

test("a provider that asks for patience stops all", async () => {
  const clock = createFakeClock({ skips: () => true });
  const pace = createPace(6000, clock);
  pace.hold(5000);
  await Promise.all([pace.take(never), pace.take(never)]);
  expect(clock.now()).toBe(5000);
});

test("who gives up waiting does so at once, and gives the turn back", async () => {
  const clock = createFakeClock();
  const pace = createPace(60, clock);
  await pace.take(never);
  const leaving = new AbortController();
  const left = pace.take(leaving.signal);
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  const next = pace.take(never);
  expect(clock.waits).toEqual([1000, 1000]);
  clock.advance(1000);
  await next;
});
