import { expect, test } from "vitest";
import { createBudget } from "#lib/llm/budget.ts";

test("a call that could exceed the limit is refused, saying what was spent and what the limit is", async () => {
  const budget = createBudget({ maxUsd: 1, maxTokens: 1000 });
  (await budget.reserve({ tokens: 500, usd: 0.6 })).settle({ tokens: 400, usd: 0.5 });
  await expect(budget.reserve({ tokens: 601, usd: 0.1 })).rejects.toThrow(
    "Spent 0.5000 USD and 400 tokens of at most 1 USD and 1000 tokens; the next call could take 601 tokens and 0.1000 USD.",
  );
  await expect(budget.reserve({ tokens: 1, usd: 0.51 })).rejects.toThrow(/Spent 0.5000 USD/);
  await budget.reserve({ tokens: 600, usd: 0.5 });
});

test("calls side by side cannot exceed it together: one waits until another gave its reserve back", async () => {
  const budget = createBudget({ maxTokens: 100 });
  const first = await budget.reserve({ tokens: 80, usd: null });
  const second = budget.reserve({ tokens: 80, usd: null });
  first.settle({ tokens: 20, usd: null });
  (await second).settle({ tokens: 30, usd: null });
  expect(budget.spent()).toMatchObject({ tokens: 50, calls: 2, unpricedCalls: 2 });
  const third = await budget.reserve({ tokens: 50, usd: null });
  const fourth = budget.reserve({ tokens: 50, usd: null });
  third.settle({ tokens: 10, usd: null });
  await expect(fourth).rejects.toThrow(/Spent .* 60 tokens/);
});

test("whoever waits can leave at once", async () => {
  const budget = createBudget({ maxTokens: 100 });
  await budget.reserve({ tokens: 80, usd: null });
  const leaving = new AbortController();
  const waiting = budget.reserve({ tokens: 80, usd: null }, leaving.signal);
  leaving.abort(new Error("left"));
  await expect(waiting).rejects.toThrow("left");
});

test("a call of unknown cost counts as its worst case, one that was not made as nothing", async () => {
  const budget = createBudget({ spent: { usd: 1, tokens: 10, calls: 1 } });
  (await budget.reserve({ tokens: 50, usd: 0.5 })).settle(undefined);
  (await budget.reserve({ tokens: 50, usd: 0.5 })).release();
  budget.countCached();
  expect(budget.spent()).toEqual({
    usd: 1.5,
    tokens: 60,
    calls: 2,
    cachedCalls: 1,
    estimatedCalls: 1,
    unpricedCalls: 0,
  });
});

test("a limit in money without prices refuses rather than guesses", async () => {
  await expect(createBudget({ maxUsd: 1 }).reserve({ tokens: 1, usd: null })).rejects.toThrow(
    /needs the model's prices/,
  );
});
