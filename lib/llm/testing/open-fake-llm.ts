import { inspect } from "node:util";
import { onTestFinished } from "vitest";
import { openLlm } from "#lib/llm/client.ts";
import { parseLlmSettings } from "#lib/llm/settings.ts";
import { type LlmStore, createMemoryStore } from "#lib/llm/store.ts";
import { createFakeClock } from "#lib/llm/testing/fake-clock.ts";
import { type FakeScript, startFakeLlm } from "#test/support/fake-llm.ts";

export const KEY = "sk-test-0123456789/abcdef";
/** Timeouts are the only waits as long as this; all others pass by themselves. */
export const TIMEOUT_MS = 250_000;

type Options = {
  settings?: Record<string, unknown>;
  wrapStore?: (store: LlmStore) => LlmStore;
  skips?: (ms: number) => boolean;
  fetch?: typeof fetch;
};

/** A client of a scripted server, for one test. */
export async function openFakeLlm(
  script: FakeScript,
  { settings = {}, wrapStore = (store) => store, skips = (ms) => ms < TIMEOUT_MS, fetch: send = fetch }: Options = {},
) {
  const store = createMemoryStore();
  const server = await startFakeLlm(script);
  const clock = createFakeClock({ skips });
  const logs: string[] = [];
  const llm = openLlm(
    parseLlmSettings({
      provider: "openai-compatible",
      baseUrl: server.url,
      model: "fake-1",
      apiKey: KEY,
      timeoutMs: TIMEOUT_MS,
      requestsPerMinute: 100_000,
      maxRetries: 2,
      ...settings,
    }),
    {
      store: wrapStore(store),
      clock,
      fetch: send,
      random: () => 1,
      log: { warn: (fields, message) => void logs.push(inspect({ ...fields, message }, { depth: 9 })) },
    },
  );
  onTestFinished(async () => {
    await llm.close();
    await server.close();
  });
  return { llm, server, store, clock, logs };
}
