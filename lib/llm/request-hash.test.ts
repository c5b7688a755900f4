import { expect, test } from "vitest";
import { canonicalJson } from "#lib/llm/canonical-json.ts";
import type { ChatRequest } from "#lib/llm/request.ts";
import { identifyRequest, requestHash } from "#lib/llm/request-hash.ts";
import { parseLlmSettings } from "#lib/llm/settings.ts";

const request: ChatRequest = { system: "s", prompt: "p", maxTokens: 5, temperature: 0 };

function hashOf(change: Partial<ChatRequest> = {}, settings: Record<string, unknown> = {}): string {
  const asked = parseLlmSettings({ provider: "openai-compatible", baseUrl: "http://a/v1", model: "m", ...settings });
  return requestHash(identifyRequest(asked, { kind: "chat", request: { ...request, ...change } }));
}

test("the order of keys and what is undefined make no difference", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: undefined, 10: 1, 9: 2 })).toBe(
    canonicalJson({ 9: 2, 10: 1, b: [{ c: null, d: 1 }] }),
  );
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});

test("a prompt as text is the same request as its one message", () => {
  expect(hashOf({ prompt: [{ role: "user", content: "p" }] })).toBe(hashOf());
});

test("whatever decides the answer decides the hash", () => {
  const hashes = [
    hashOf(),
    hashOf({ system: "t" }),
    hashOf({ prompt: "q" }),
    hashOf({ maxTokens: 6 }),
    hashOf({ temperature: 1 }),
    hashOf({ topP: 0.5 }),
    hashOf({ seed: 1 }),
    hashOf({ stop: ["x"] }),
    hashOf({ topLogprobs: 5 }),
    hashOf({ sample: 1 }),
    hashOf({}, { model: "n" }),
    hashOf({}, { baseUrl: "http://b/v1" }),
    hashOf({}, { provider: "anthropic", apiKey: "k" }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("keys, prices and limits do not decide the hash", () => {
  const settings = { apiKey: "other", inputUsdPerMillion: 1, outputUsdPerMillion: 2, concurrency: 9, maxRetries: 0 };
  expect(hashOf({}, settings)).toBe(hashOf());
});
