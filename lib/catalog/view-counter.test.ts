import { expect, test } from "vitest";
import type { DayViews } from "#lib/catalog/queries/feature-views.ts";
import { createViewCounter } from "#lib/catalog/view-counter.ts";

const BROWSER = "Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const FEATURE = { model: "tiny-llama-7m", source: "4-res-4k", index: 17 };
const OTHER = { ...FEATURE, index: 18 };
const by = (client: string, userAgent: string | null = BROWSER) => ({ client, userAgent });

function createWatched() {
  const stored: (readonly DayViews[])[] = [];
  const planned: (() => void)[] = [];
  const clock = { time: new Date("2026-03-05T23:50:00Z"), isBroken: false };
  const counter = createViewCounter({
    store: async (counted) => {
      if (clock.isBroken) throw new Error("no database");
      stored.push(counted);
    },
    now: () => clock.time,
    later: (callback) => planned.push(callback),
  });
  return { counter, stored, planned, clock };
}

test("looks are counted by feature and day, and stored together once", async () => {
  const { counter, stored, planned, clock } = createWatched();
  for (const client of ["a", "b", "c"]) expect(counter.count(FEATURE, by(client))).toBe(true);
  counter.count(OTHER, by("a"));
  clock.time = new Date("2026-03-06T00:01:00Z");
  counter.count(FEATURE, by("d"));
  expect(planned).toHaveLength(1);
  await counter.flush();
  await counter.flush();
  expect(stored).toEqual([
    [
      { ...FEATURE, day: "2026-03-05", views: 3 },
      { ...OTHER, day: "2026-03-05", views: 1 },
      { ...FEATURE, day: "2026-03-06", views: 1 },
    ],
  ]);
});

test("the same visitor counts again only after half an hour", () => {
  const { counter, clock } = createWatched();
  expect(counter.count(FEATURE, by("a"))).toBe(true);
  expect(counter.count(FEATURE, by("a"))).toBe(false);
  expect(counter.count(OTHER, by("a"))).toBe(true);
  clock.time = new Date(clock.time.getTime() + 31 * 60_000);
  expect(counter.count(FEATURE, by("a"))).toBe(true);
});

test.each([
  null,
  "",
  "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
  "curl/8.5.0",
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
])("a program does not count: %s", (userAgent) => {
  expect(createWatched().counter.count(FEATURE, by("a", userAgent))).toBe(false);
});

test("what could not be stored is stored the next time, with what came meanwhile", async () => {
  const { counter, stored, clock, planned } = createWatched();
  counter.count(FEATURE, by("a"));
  clock.isBroken = true;
  await counter.flush();
  expect(planned).toHaveLength(2);
  clock.isBroken = false;
  counter.count(FEATURE, by("b"));
  await counter.flush();
  expect(stored).toEqual([[{ ...FEATURE, day: "2026-03-05", views: 2 }]]);
});
