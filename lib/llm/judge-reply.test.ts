import { expect, test } from "vitest";
import { judgeReply } from "#lib/llm/judge-reply.ts";
import type { LlmReply } from "#lib/llm/reply.ts";

const reply = (finishReason: LlmReply["finishReason"], text: string): LlmReply => ({
  text,
  finishReason,
  ignored: [],
  usage: { inputTokens: 1, outputTokens: 7 },
});

test("refusals, cut and empty replies are failures, never answers", () => {
  expect(judgeReply(reply("stop", "a label"))).toBeUndefined();
  expect(judgeReply(reply("content-filter", "I cannot"))).toEqual({
    kind: "refused",
    detail: "The model refused: I cannot",
  });
  expect(judgeReply(reply("length", "half a la"))).toEqual({
    kind: "truncated",
    detail: "Cut off after 7 tokens: half a la",
  });
  expect(judgeReply(reply("length", ""))?.kind).toBe("truncated");
  expect(judgeReply(reply("stop", " \n"))?.kind).toBe("empty");
});

test("who asks for one token may accept that it was cut off there, but not silence", () => {
  expect(judgeReply(reply("length", "1"), { acceptTruncated: true })).toBeUndefined();
  expect(judgeReply(reply("length", ""), { acceptTruncated: true })?.kind).toBe("empty");
});

test("what is told of a reply is bounded", () => {
  expect(judgeReply(reply("length", "word ".repeat(10_000)))?.detail.length).toBeLessThan(400);
});
