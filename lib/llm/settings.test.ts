import { expect, test } from "vitest";
import { parseLlmSettings } from "#lib/llm/settings.ts";

const local = { provider: "openai-compatible", baseUrl: "http://localhost:8000/v1/", model: "m" };

test("a server of one's own needs an address and a model; the rest has defaults", () => {
  expect(parseLlmSettings({ ...local, apiKey: "", inputUsdPerMillion: "" })).toEqual({
    provider: "openai-compatible",
    baseUrl: "http://localhost:8000/v1",
    model: "m",
    requestsPerMinute: 60,
    concurrency: 4,
    timeoutMs: 60_000,
    maxRetries: 4,
    capabilities: { logprobs: "none" },
  });
});

test("numbers may come as text, as from the environment", () => {
  const settings = parseLlmSettings({
    ...local,
    inputUsdPerMillion: "0.5",
    outputUsdPerMillion: "2",
    concurrency: "8",
  });
  expect(settings).toMatchObject({ inputUsdPerMillion: 0.5, outputUsdPerMillion: 2, concurrency: 8 });
});

test("hosted providers have an address, and need a key", () => {
  for (const provider of ["anthropic", "google"]) {
    expect(parseLlmSettings({ provider, model: "m", apiKey: "k" }).baseUrl).toMatch(/^https:/);
    expect(() => parseLlmSettings({ provider, model: "m" })).toThrow(/apiKey/);
    expect(() => parseLlmSettings({ provider, model: "m", apiKey: "k", capabilities: { logprobs: "chat" } })).toThrow(
      /logprobs/,
    );
  }
});

test("one price without the other, a key in the address or an odd key is refused without repeating it", () => {
  expect(() => parseLlmSettings({ ...local, inputUsdPerMillion: 1 })).toThrow(/both prices/);
  for (const baseUrl of ["https://user:secret@host/v1", "https://host/v1?key=secret", "ftp://secret", "secret"]) {
    expect(() => parseLlmSettings({ ...local, baseUrl })).toThrow(/baseUrl/);
    expect(() => parseLlmSettings({ ...local, baseUrl })).not.toThrow(/secret/);
  }
  expect(() => parseLlmSettings({ ...local, apiKey: "secret\nkey" })).toThrow(/apiKey/);
  expect(() => parseLlmSettings({ ...local, apiKey: "secret\nkey" })).not.toThrow(/secret/);
});
