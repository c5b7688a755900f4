import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createBudget } from "#lib/llm/budget.ts";
import { KEY, openFakeLlm } from "#lib/llm/testing/open-fake-llm.ts";
import type { FakeReply, FakeRequest } from "#test/support/fake-llm.ts";

/** A server that repeats the key wherever it can. */
const LEAKS: Record<string, FakeReply> = {
  answer: { text: `Your key is ${KEY}.` },
  token: { text: "x", tokens: [{ token: KEY, logprob: -1, top: [{ token: KEY, logprob: -1 }] }] },
  refusal: { text: KEY, finish: "refusal" },
  length: { text: KEY, finish: "length" },
  rejection: { status: 401, body: `{"error": {"message": "Incorrect API key: ${KEY.replaceAll("/", "\\/")}"}}` },
  text: { status: 400, body: `${"x".repeat(290)}${KEY}` },
  overload: { status: 503, headers: { "x-key": KEY }, body: KEY },
  shape: { status: 200, body: `{"choices": "${KEY}"}` },
  garbage: { status: 200, body: KEY },
  redirect: { status: 307, headers: { location: `http://127.0.0.1:1/${KEY}` }, body: KEY },
};

test.each(["openai-compatible", "anthropic", "google"])(
  "%s: the key is in no result, error, log line, hash or stored record, whatever the server does",
  async (provider) => {
    const seen: unknown[] = [];
    const { llm, server, store, logs } = await openFakeLlm(({ prompt }: FakeRequest) => LEAKS[prompt]!, {
      settings: { provider, ...(provider === "openai-compatible" && { capabilities: { logprobs: "completions" } }) },
    });
    const budget = createBudget({ maxTokens: 1e6 });
    for (const prompt of Object.keys(LEAKS)) {
      const request = { prompt, maxTokens: 5, topLogprobs: 2 };
      const { topLogprobs: _, ...plain } = request;
      seen.push(await llm.chat(provider === "openai-compatible" ? request : plain, { budget }));
      seen.push(await llm.complete(request, { budget }));
    }
    const leaving = new AbortController();
    leaving.abort();
    seen.push(await llm.chat({ prompt: "answer", maxTokens: 6 }, { signal: leaving.signal }).catch((e: unknown) => e));
    await llm.close();
    seen.push(await llm.chat({ prompt: "answer", maxTokens: 7 }).catch((error: unknown) => error));

    expect(server.requests.length).toBeGreaterThan(Object.keys(LEAKS).length);
    expect(store.records.size).toBeGreaterThan(0);
    expect(logs.length).toBeGreaterThan(0);
    const everything = inspect(
      { seen, logs, records: [...store.records], budget: budget.spent() },
      { depth: Infinity, maxStringLength: Infinity, maxArrayLength: Infinity, showHidden: true },
    );
    // Cut texts may end within a key, so its beginning counts as a leak too.
    expect(everything).not.toContain(KEY.slice(0, 12));
    expect(everything).toContain("[key]");
  },
);
