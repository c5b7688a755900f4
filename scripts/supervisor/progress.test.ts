import { expect, test } from "vitest";
import type { JobView } from "#lib/catalog/schema.ts";
import { duration, formatBar, formatEnding, formatProgress } from "#scripts/supervisor/format-progress.ts";
import { summariseProgress } from "#scripts/supervisor/progress.ts";

const buildJob = (job: Partial<JobView>): JobView => ({
  id: 1,
  name: "run",
  title: "Run gpt2, part 1 of 3",
  work: "demo",
  state: "waiting",
  unit: "tokens",
  total: 1_000,
  done: 0,
  rate: null,
  etaSeconds: null,
  error: null,
  note: null,
  cost: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: null,
  finishedAt: null,
  ...job,
});

const SHARDS = [
  buildJob({ id: 1, state: "done", done: 1_000 }),
  buildJob({ id: 2, title: "Run gpt2, part 2 of 3", state: "running", done: 500, rate: 100 }),
  buildJob({ id: 3, title: "Run gpt2, part 3 of 3" }),
];

test("the shards of a run are one line, with what is left at the current rate", () => {
  expect(summariseProgress(SHARDS)).toEqual([
    {
      key: "demo/run/Run",
      title: "Run gpt2 (2 of 3)",
      unit: "tokens",
      done: 1_500,
      total: 3_000,
      rate: 100,
      secondsLeft: 15,
      state: "running",
      errors: [],
    },
  ]);
});

test("titles are cut between words, never inside of one", () => {
  const titles = ["Finish the features of gpt2/2-res", "Finish the features of gpt2/20-res"];
  const [line] = summariseProgress(titles.map((title) => buildJob({ title, state: "done" })));
  expect(line?.title).toBe("Finish the features of gpt2");
  const same = ["Embed the passages of gpt2", "Embed the passages of gpt2"];
  const [other] = summariseProgress(same.map((title) => buildJob({ title, state: "done" })));
  expect(other?.title).toBe("Embed the passages of gpt2");
});

test("between two shards the run is still running, and a failed shard says why", () => {
  expect(summariseProgress([buildJob({ state: "done" }), buildJob({})])[0]?.state).toBe("running");
  const [line] = summariseProgress([
    buildJob({ state: "failed", error: "No such file." }),
    buildJob({ state: "done" }),
  ]);
  expect(line).toMatchObject({ state: "failed", errors: ["Run gpt2, part 1 of 3: No such file."] });
});

test("a bar never exceeds its columns", () => {
  const [line] = summariseProgress(SHARDS);
  for (const columns of [20, 40, 60, 80, 120, 200]) {
    expect(line && formatBar(line, columns).length).toBeLessThanOrEqual(columns);
  }
});

test("a log line says share, amount, rate and time left", () => {
  const [line] = summariseProgress(SHARDS);
  expect(line && formatProgress(line)).toBe("Run gpt2 (2 of 3): 50%, 1,500 of 3,000 tokens, 100 tokens/s  0:15 left");
});

test("what ended says how much it did in which time", () => {
  const [line] = summariseProgress([buildJob({ state: "done", done: 1_000, title: "Read the corpus" })]);
  expect(line && formatEnding(line, 62)).toBe("  done: Read the corpus, 1,000 tokens in 1:02");
});

test("durations read as a clock", () => {
  expect([duration(7), duration(187), duration(3_729)]).toEqual(["0:07", "3:07", "1:02:09"]);
});
