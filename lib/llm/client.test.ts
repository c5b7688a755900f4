import { expect, onTestFinished, test } from "vitest";
import { createBudget } from "#lib/llm/budget.ts";
import type { ChatRequest } from "#lib/llm/request.ts";
import { TIMEOUT_MS, openFakeLlm } from "#lib/llm/testing/open-fake-llm.ts";
import { type FakeReply, createGate, startFakeLlm } from "#test/support/fake-llm.ts";

const request: ChatRequest = { system: "Be brief.", prompt: "What fires?", maxTokens: 20, temperature: 0 };
const prices = { inputUsdPerMillion: 1, outputUsdPerMillion: 10 };
const failed = (kind: string, detail?: RegExp) => ({
  ok: false,
  failure: { kind, detail: detail ? expect.stringMatching(detail) : expect.any(String) },
});

test("a stored answer is given again without a call, at no cost and with what it cost once", async () => {
  const { llm, server, store } = await openFakeLlm(() => ({ text: "dates" }), { settings: prices });
  const budget = createBudget({ maxUsd: 0.01 });
  const first = await llm.chat(request, { budget });
  const again = await llm.chat({ ...request }, { budget });
  expect(first).toMatchObject({ ok: true, answer: { text: "dates", cached: false, costUsd: 60e-6 } });
  expect(again).toMatchObject({ ok: true, answer: { text: "dates", cached: true, costUsd: 60e-6 } });
  expect(server.requests).toHaveLength(1);
  expect(budget.spent()).toMatchObject({ usd: 60e-6, tokens: 15, calls: 1, cachedCalls: 1 });
  expect([...store.records.values()]).toMatchObject([{ host: new URL(server.url).host, model: "fake-1", request }]);
});

test("an answer is stored before it is used, and even when nobody waits for it any more", async () => {
  const saving = createGate();
  const disk = createGate();
  const { llm, server, store } = await openFakeLlm(() => ({ text: "dates" }), {
    wrapStore: (store) => ({
      ...store,
      async save(record) {
        saving.open();
        await disk.opened;
        await store.save(record);
      },
    }),
  });
  const leaving = new AbortController();
  const left = llm.chat(request, { signal: leaving.signal });
  await saving.opened;
  leaving.abort(new Error("killed"));
  await expect(left).rejects.toThrow("killed");
  const again = llm.chat(request);
  expect(store.records.size).toBe(0);
  disk.open();
  expect(await again).toMatchObject({ ok: true, answer: { text: "dates", cached: true } });
  expect(server.requests).toHaveLength(1);
});

test("a store that fails is an error, not a failure of the model", async () => {
  const { llm } = await openFakeLlm(() => ({ text: "dates" }), {
    wrapStore: (store) => ({ ...store, save: () => Promise.reject(new Error("disk full")) }),
  });
  await expect(llm.chat(request)).rejects.toThrow("disk full");
});

test("replies that are no answer are paid for, so they too are kept", async () => {
  const { llm, server } = await openFakeLlm(({ prompt }) =>
    prompt === "a" ? { text: "I can't", finish: "refusal" } : { text: "half", finish: "length" },
  );
  for (let round = 0; round < 2; round++) {
    expect(await llm.chat({ ...request, prompt: "a" })).toEqual(failed("refused", /I can't/));
    expect(await llm.chat({ ...request, prompt: "b" })).toEqual(failed("truncated", /half/));
  }
  expect(await llm.chat({ ...request, prompt: "b" }, { acceptTruncated: true })).toMatchObject({ ok: true });
  expect(server.requests).toHaveLength(2);
});

test("equal requests in flight share one call, which one of them pays for", async () => {
  const gate = createGate();
  const { llm, server } = await openFakeLlm(() => gate.opened.then(() => ({ text: "dates" })));
  const budgets = [createBudget(), createBudget()];
  const both = budgets.map((budget) => llm.chat(request, { budget }));
  await server.received(1);
  gate.open();
  expect((await Promise.all(both)).map((result) => result.ok && result.answer.cached)).toEqual([false, true]);
  expect(server.requests).toHaveLength(1);
  expect(budgets.map((budget) => budget.spent().calls)).toEqual([1, 0]);
});

test("several draws of one question are several calls", async () => {
  const { llm, server } = await openFakeLlm(({ index }) => ({ text: `draw ${index}` }));
  for (const sample of [0, 1, 0]) await llm.chat({ ...request, sample });
  expect(server.requests).toHaveLength(2);
  expect(server.requests[0]?.body).not.toHaveProperty("sample");
});

test("what may pass is tried again, waiting longer each time and as long as it is told", async () => {
  const replies: FakeReply[] = [
    { status: 503, body: '{"error": {"message": "overloaded"}}' },
    { status: 429, headers: { "retry-after": "7" } },
    { text: "dates" },
  ];
  const { llm, clock, logs } = await openFakeLlm(({ index }) => replies[index]!);
  expect(await llm.chat(request)).toMatchObject({ ok: true, answer: { text: "dates" } });
  expect(clock.waits.filter((ms) => ms < TIMEOUT_MS)).toEqual([500, 7000]);
  expect(logs).toHaveLength(2);
  expect(logs[0]).toContain("overloaded");
});

test("broken connections are tried again, then said to be unavailable", async () => {
  const { llm, server } = await openFakeLlm(({ index }) => ({ hangUp: index === 0 ? "before" : "within" }));
  const budget = createBudget();
  expect(await llm.chat(request, { budget })).toEqual(failed("unavailable", /could not be reached/));
  expect(server.requests).toHaveLength(3);
  // The server may have worked for each: it is counted at its worst.
  expect(budget.spent()).toMatchObject({ calls: 3, estimatedCalls: 3 });
});

test("a server that is down costs nothing", async () => {
  const { llm, server } = await openFakeLlm(() => ({}));
  await server.close();
  const budget = createBudget();
  expect(await llm.chat(request, { budget })).toEqual(failed("unavailable", /ECONNREFUSED/));
  expect(budget.spent()).toMatchObject({ calls: 0, tokens: 0 });
});

test("what the provider will not take is asked once", async () => {
  const { llm, server, store } = await openFakeLlm(({ prompt }) => ({ status: Number(prompt) }));
  for (const status of ["400", "401", "403"])
    expect(await llm.chat({ ...request, prompt: status })).toEqual(failed("rejected", new RegExp(status)));
  expect(server.requests).toHaveLength(3);
  expect(store.records.size).toBe(0);
});

test("an answer in another shape is no answer", async () => {
  const { llm } = await openFakeLlm(({ index }) => ({ status: 200, body: ["<html>", "{}", ""][index]! }));
  for (const sample of [0, 1, 2]) expect(await llm.chat({ ...request, sample })).toEqual(failed("unparsable"));
});

test("a request without an answer in time is hung up on and tried again, then said to have timed out", async () => {
  const { llm, server, clock } = await openFakeLlm(() => new Promise<FakeReply>(() => undefined));
  const running = llm.chat(request);
  for (let attempt = 1; attempt <= 3; attempt++) {
    await server.received(attempt);
    clock.advance(TIMEOUT_MS);
  }
  expect(await running).toEqual(failed("timeout", /250000 ms/));
});

test("an abort is heard at once, in flight and in the queue", async () => {
  const { llm, server } = await openFakeLlm(() => new Promise<FakeReply>(() => undefined), {
    settings: { concurrency: 1 },
  });
  const controllers = [new AbortController(), new AbortController()];
  const running = controllers.map(({ signal }, sample) => llm.chat({ ...request, sample }, { signal }));
  await server.received(1);
  controllers[1]!.abort(new Error("no longer in the queue"));
  await expect(running[1]).rejects.toThrow("no longer in the queue");
  controllers[0]!.abort(new Error("cancelled"));
  await expect(running[0]).rejects.toThrow("cancelled");
  await expect(llm.chat(request, { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
  expect(server.requests).toHaveLength(1);
});

test("an abort is heard at once while waiting to try again", async () => {
  const { llm, clock } = await openFakeLlm(() => ({ status: 503 }), { skips: () => false });
  const leaving = new AbortController();
  const waiting = clock.waiting(500);
  const left = llm.chat(request, { signal: leaving.signal });
  await waiting;
  leaving.abort(new Error("cancelled"));
  await expect(left).rejects.toThrow("cancelled");
});

test("closing hangs up, and nothing can be asked after it", async () => {
  const { llm, server } = await openFakeLlm(() => new Promise<FakeReply>(() => undefined));
  const running = llm.chat(request);
  await server.received(1);
  await Promise.all([expect(running).rejects.toThrow(/was closed/), llm.close()]);
  await expect(llm.chat(request)).rejects.toThrow(/was closed/);
});

test("no more requests are in flight than allowed", async () => {
  let inFlight = 0;
  let most = 0;
  const gate = createGate();
  const { llm, server } = await openFakeLlm(() => gate.opened.then(() => ({ text: "dates" })), {
    settings: { concurrency: 3 },
    async fetch(input, init) {
      most = Math.max(most, ++inFlight);
      const response = await fetch(input, init);
      inFlight -= 1;
      return response;
    },
  });
  const all = Array.from({ length: 9 }, (_, sample) => llm.chat({ ...request, sample }));
  await server.received(3);
  gate.open();
  await Promise.all(all);
  expect(most).toBe(3);
});

test("a redirect is not followed: prompt and key go where the settings say", async () => {
  const elsewhere = await startFakeLlm(() => ({ text: "stolen" }));
  onTestFinished(() => elsewhere.close());
  const location = `${elsewhere.url}/chat/completions`;
  const { llm } = await openFakeLlm(() => ({ status: 307, headers: { location } }));
  expect(await llm.chat(request)).toEqual(failed("rejected", /307/));
  expect(elsewhere.requests).toHaveLength(0);
});

test("a call that could exceed the budget is not made; a stored answer needs no budget", async () => {
  const { llm, server } = await openFakeLlm(() => ({ text: "dates" }), { settings: prices });
  await llm.chat(request);
  const budget = createBudget({ maxUsd: 0.000_001 });
  expect(await llm.chat({ ...request, sample: 1 }, { budget })).toEqual(
    failed(
      "over_budget",
      /^Spent 0.0000 USD and 0 tokens of at most 0.000001 USD; the next call could take \d+ tokens/,
    ),
  );
  expect(await llm.chat(request, { budget })).toMatchObject({ ok: true, answer: { cached: true } });
  expect(server.requests).toHaveLength(1);
});

test("another's empty budget does not stop a call that ours allows", async () => {
  const { llm } = await openFakeLlm(() => ({ text: "dates" }));
  const [poor, rich] = [createBudget({ maxTokens: 1 }), createBudget({ maxTokens: 10_000 })];
  const results = await Promise.all([llm.chat(request, { budget: poor }), llm.chat(request, { budget: rich })]);
  expect(results).toMatchObject([failed("over_budget"), { ok: true, answer: { cached: false } }]);
});

test("unknown token counts and prices are unknown costs, and count at their worst against a budget", async () => {
  const { llm } = await openFakeLlm(() => ({ text: "dates", usage: null }), { settings: prices });
  const budget = createBudget();
  expect(await llm.chat(request, { budget })).toMatchObject({
    ok: true,
    answer: { costUsd: null, usage: { inputTokens: null, outputTokens: null } },
  });
  expect(budget.spent()).toMatchObject({ calls: 1, estimatedCalls: 1 });
  expect(budget.spent().tokens).toBeGreaterThan(20);
});
