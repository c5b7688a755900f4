import { expect, test } from "vitest";
import { openLlm } from "#lib/llm/client.ts";
import { parseLlmSettings } from "#lib/llm/settings.ts";
import { createMemoryStore } from "#lib/llm/store.ts";
import { openFakeLlm } from "#lib/llm/testing/open-fake-llm.ts";
import type { FakeReply } from "#test/support/fake-llm.ts";

const request = {
  system: "Be brief.",
  prompt: [
    { role: "user", content: "What fires?" },
    { role: "assistant", content: "Dates." },
    { role: "user", content: "Which?" },
  ],
  maxTokens: 20,
  temperature: 0.5,
  topP: 0.9,
  stop: ["\n"],
} as const;

const providers = [
  { provider: "openai-compatible", wire: "chat", header: "authorization", assistant: "assistant" },
  { provider: "anthropic", wire: "anthropic", header: "x-api-key", assistant: "assistant" },
  { provider: "google", wire: "google", header: "x-goog-api-key", assistant: "model" },
];

test.each(providers)("$provider is asked what was asked", async ({ provider, wire, header, assistant }) => {
  const { llm, server } = await openFakeLlm(() => ({ text: "In May." }), { settings: { provider } });
  expect(await llm.chat(request)).toMatchObject({
    ok: true,
    answer: { text: "In May.", finishReason: "stop", usage: { inputTokens: 10, outputTokens: 5 }, ignored: [] },
  });
  const [asked] = server.requests;
  expect(asked).toMatchObject({
    wire,
    system: "Be brief.",
    messages: [
      { role: "user", content: "What fires?" },
      { role: assistant, content: "Dates." },
      { role: "user", content: "Which?" },
    ],
  });
  expect(asked?.headers[header]).toContain("sk-test-");
  const sent = JSON.stringify(asked?.body);
  for (const part of [/:20\b/, /:0\.5\b/, /:0\.9\b/, /\["\\n"\]/]) expect(sent).toMatch(part);
});

test.each(providers)("$provider's refusals, cut and empty answers are told apart", async ({ provider }) => {
  const replies: FakeReply[] = [{ text: "No.", finish: "refusal" }, { text: "In", finish: "length" }, { text: "" }];
  const { llm } = await openFakeLlm(({ index }) => replies[index]!, { settings: { provider } });
  for (const [sample, kind] of ["refused", "truncated", "empty"].entries())
    expect(await llm.chat({ ...request, sample })).toMatchObject({ ok: false, failure: { kind } });
});

test.each(providers)("$provider's errors are failures with its own words", async ({ provider }) => {
  const { llm, server } = await openFakeLlm(
    ({ prompt }) => ({ status: Number(prompt), body: `{"error": {"message": "because of ${prompt}"}}` }),
    { settings: { provider } },
  );
  for (const [prompt, kind] of [
    ["401", "rejected"],
    ["529", "unavailable"],
  ] as const)
    expect(await llm.chat({ ...request, prompt })).toEqual({
      ok: false,
      failure: { kind, detail: `The provider answered ${prompt}: because of ${prompt}` },
    });
  expect(server.requests.map(({ prompt }) => prompt)).toEqual(["401", "529", "529", "529"]);
});

test("OpenAI itself is told the limit by the name that its newer models ask for", async () => {
  let body: unknown;
  const llm = openLlm(
    parseLlmSettings({ provider: "openai-compatible", baseUrl: "https://api.openai.com/v1", model: "m", apiKey: "k" }),
    {
      store: createMemoryStore(),
      fetch: async (url, init) => {
        body = await new Request(url, init).json();
        return Response.json({ choices: [{ message: { content: "In May." }, finish_reason: "stop" }] });
      },
    },
  );
  expect(await llm.chat({ prompt: "When?", maxTokens: 20 })).toMatchObject({ ok: true });
  await llm.close();
  expect(body).toEqual({
    model: "m",
    messages: [{ role: "user", content: "When?" }],
    max_completion_tokens: 20,
  });
});

test("what a provider leaves aside is told", async () => {
  const { llm } = await openFakeLlm(() => ({ text: "In May." }), { settings: { provider: "anthropic" } });
  expect(await llm.chat({ ...request, seed: 1 })).toMatchObject({ ok: true, answer: { ignored: ["seed"] } });
});

test("a prompt that Gemini blocks before answering is a refusal", async () => {
  const { llm } = await openFakeLlm(
    () => ({ status: 200, body: '{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}' }),
    { settings: { provider: "google" } },
  );
  expect(await llm.chat(request)).toMatchObject({ ok: false, failure: { kind: "refused" } });
});

test("OpenRouter's errors inside a success, and answers broken off, are tried again", async () => {
  const replies: FakeReply[] = [
    { status: 200, body: '{"error": {"code": 502, "message": "upstream"}}' },
    {
      status: 200,
      body: '{"choices": [{"message": {"role": "assistant", "content": "In"}, "finish_reason": "error"}]}',
    },
    { text: "In May." },
  ];
  const { llm } = await openFakeLlm(({ index }) => replies[index]!);
  expect(await llm.chat(request)).toMatchObject({ ok: true, answer: { text: "In May." } });
});
