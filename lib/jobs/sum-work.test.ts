import { expect, test } from "vitest";
import type { JobView } from "#lib/catalog/schema.ts";
import { sumWorks } from "#lib/jobs/sum-work.ts";

const cost = (usd: number, tokens: number) => ({
  usd,
  tokens,
  calls: 2,
  cachedCalls: 1,
  estimatedCalls: 0,
  unpricedCalls: 0,
  maxUsd: 1,
  maxTokens: null,
});

function buildJob(given: Partial<JobView>): JobView {
  return {
    id: 1,
    name: "explain-features",
    title: "Explain",
    work: "explain-a",
    state: "waiting",
    unit: "features",
    total: 25,
    done: 0,
    rate: null,
    etaSeconds: null,
    error: null,
    note: null,
    cost: null,
    createdAt: "2026-03-05T03:00:00.000Z",
    startedAt: null,
    finishedAt: null,
    ...given,
  };
}

test("a request of several jobs is one line: how far, how many, what they cost", () => {
  const jobs = [
    buildJob({ state: "done", done: 25, cost: cost(0.25, 100) }),
    buildJob({ state: "running", done: 5, cost: cost(0.5, 40) }),
    buildJob({ state: "failed", done: 1 }),
    buildJob({}),
    buildJob({ work: "explain-b" }),
    buildJob({ work: "demo", name: "finish-source" }),
    buildJob({ work: "demo", name: "finish-source" }),
  ];
  expect(sumWorks(jobs, ({ name }) => name === "explain-features")).toEqual([
    {
      work: "explain-a",
      jobs: 4,
      done: 1,
      open: 2,
      failed: 1,
      progress: { done: 31, total: 100, unit: "features" },
      cost: { ...cost(0.75, 140), calls: 4, cachedCalls: 2 },
    },
  ]);
});

test("jobs that count in different units are counted themselves", () => {
  const jobs = [buildJob({ state: "done" }), buildJob({ name: "score-explanations", unit: "explanations" })];
  expect(sumWorks(jobs, () => true)[0]?.progress).toEqual({ done: 1, total: 2, unit: "jobs" });
});
