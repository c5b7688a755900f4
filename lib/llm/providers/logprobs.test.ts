import { expect, test } from "vitest";
import { openFakeLlm } from "#lib/llm/testing/open-fake-llm.ts";
import type { FakeReply } from "#test/support/fake-llm.ts";

const yesNo = { prompt: "Does it fit? 0 or 1", maxTokens: 1, temperature: 0, topLogprobs: 5 };
const simulation = { prompt: "the\t3", maxTokens: 0, topLogprobs: 15 };
const echo = [
  { token: "the", logprob: null },
  { token: "\t", logprob: -0.5, top: [{ token: "\t", logprob: -0.5 }] },
  {
    token: "3",
    logprob: -1,
    top: [
      { token: "2", logprob: -0.7 },
      { token: "3", logprob: -1 },
    ],
  },
];
const withLogprobs = (logprobs: string) => ({ settings: { capabilities: { logprobs } } });

test("a chat's log-probabilities come for each token, with the likeliest others", async () => {
  const tokens = [
    {
      token: "1",
      logprob: -0.1,
      top: [
        { token: "1", logprob: -0.1 },
        { token: "0", logprob: -2.4 },
      ],
    },
  ];
  const { llm, server, store } = await openFakeLlm(
    () => ({ text: "1", finish: "length", tokens }),
    withLogprobs("chat"),
  );
  for (let round = 0; round < 2; round++)
    expect(await llm.chat(yesNo, { acceptTruncated: true })).toMatchObject({
      ok: true,
      answer: { text: "1", logprobs: tokens, cached: round > 0 },
    });
  expect(server.requests).toMatchObject([{ body: { logprobs: true, top_logprobs: 5, max_tokens: 1 } }]);
  expect([...store.records.values()]).toMatchObject([{ reply: { logprobs: tokens } }]);
});

test("a server that sends none though it was asked gives an answer without", async () => {
  const { llm } = await openFakeLlm(() => ({ text: "1" }), withLogprobs("chat"));
  const result = await llm.chat(yesNo);
  expect(result).toMatchObject({ ok: true, answer: { text: "1" } });
  expect(result).not.toHaveProperty("answer.logprobs");
});

test("a prompt's own tokens come back with theirs, and the prompt is sent as it is", async () => {
  const { llm, server } = await openFakeLlm(
    () => ({ finish: "length", tokens: echo, usage: { inputTokens: 3, outputTokens: 1 } }),
    withLogprobs("completions"),
  );
  const result = await llm.complete(simulation);
  expect(result).toMatchObject({
    ok: true,
    answer: { text: "", logprobs: [], promptLogprobs: echo.map(({ top = [], ...token }) => ({ ...token, top })) },
  });
  expect(server.requests[0]?.body).toEqual({
    model: "fake-1",
    prompt: "the\t3",
    max_tokens: 0,
    echo: true,
    logprobs: 15,
  });
  expect(await llm.complete(simulation)).toMatchObject({ ok: true, answer: { cached: true } });
});

test("what was added to a prompt is told apart from it", async () => {
  const tokens = [...echo, { token: "\n", logprob: -0.2 }];
  const { llm } = await openFakeLlm(
    () => ({ text: "\n", tokens, usage: { inputTokens: 3, outputTokens: 1 } }),
    withLogprobs("completions"),
  );
  expect(await llm.complete({ ...simulation, maxTokens: 1 })).toMatchObject({
    ok: true,
    answer: { text: "\n", logprobs: [{ token: "\n", logprob: -0.2 }], promptLogprobs: { length: 3 } },
  });
});

test("a server that leaves echo aside is told apart from one that has it, and asked for what it can", async () => {
  const tokens = [
    {
      token: "3",
      logprob: -0.4,
      top: [
        { token: "3", logprob: -0.4 },
        { token: "0", logprob: -1.2 },
      ],
    },
  ];
  const script = () => ({ text: "3", finish: "length" as const, tokens, withoutEcho: true });
  const told = await openFakeLlm(script, withLogprobs("completions"));
  expect(await told.llm.complete(simulation)).toMatchObject({ ok: false, failure: { kind: "rejected" } });
  expect(told.store.records.size).toBe(0);
  const { llm, server } = await openFakeLlm(script, withLogprobs("continuations"));
  expect(await llm.complete(simulation)).toMatchObject({ ok: false, failure: { kind: "rejected" } });
  for (let round = 0; round < 2; round++)
    expect(await llm.continueText({ ...simulation, maxTokens: 1 })).toMatchObject({
      ok: true,
      answer: { text: "3", logprobs: tokens, cached: round > 0 },
    });
  expect(server.requests.map(({ body }) => body)).toEqual([
    { model: "fake-1", prompt: "the\t3", max_tokens: 1, logprobs: 15 },
  ]);
});

test("what continues a text comes in OpenAI's form too", async () => {
  const tokens = [{ token: "\n", logprob: -0.2, top: [{ token: "\n", logprob: -0.2 }] }];
  const { llm } = await openFakeLlm(() => ({ text: "\n", tokens }), withLogprobs("completions"));
  expect(await llm.continueText({ ...simulation, maxTokens: 1 })).toMatchObject({
    ok: true,
    answer: { text: "\n", logprobs: tokens },
  });
});

test("scores without log-probabilities, or with some missing, are failures", async () => {
  const replies: FakeReply[] = [
    { text: "" },
    { status: 200, body: "<html>" },
    { status: 200, body: '{"choices": [{"text": "", "logprobs": {"tokens": ["a", "b"], "token_logprobs": [null]}}]}' },
    { tokens: echo, usage: null },
  ];
  const { llm, store } = await openFakeLlm(({ index }) => replies[index]!, withLogprobs("completions"));
  for (const sample of replies.keys())
    expect(await llm.complete({ ...simulation, sample, maxTokens: 1 })).toMatchObject({
      ok: false,
      failure: { kind: "unparsable" },
    });
  expect(store.records.size).toBe(0);
});

test("a model that is not said to give log-probabilities is not asked for them", async () => {
  const { llm, server } = await openFakeLlm(() => ({}));
  expect(await llm.chat(yesNo)).toMatchObject({ ok: false, failure: { kind: "rejected" } });
  expect(await llm.complete(simulation)).toMatchObject({ ok: false, failure: { kind: "rejected" } });
  expect(await llm.continueText(simulation)).toMatchObject({ ok: false, failure: { kind: "rejected" } });
  expect(server.requests).toHaveLength(0);
});
