import { expect, test } from "vitest";
import * as z from "zod";
import { simulateAtOnce } from "#lib/explain/judging/simulate-at-once.ts";
import { simulateByToken } from "#lib/explain/judging/simulate-by-token.ts";
import { PLACE, PLACEHOLDER } from "#lib/explain/prompts/simulation.ts";
import { createScriptedLlm } from "#lib/explain/testing/scripted-llm.ts";
import { mix32 } from "#lib/stats/hash.ts";

const input = { explanation: "words for colours", tokens: ["a", " red", " unknown", "🦊", "", " house"] };

/** What a made-up model says after a text: some digit, and a word for half of the mass. */
const topAfter = (before: string) => {
  const digit = mix32(before.length) % 10;
  return [
    { token: String(digit), logprob: Math.log(0.3) },
    { token: String(9 - digit), logprob: Math.log(0.2) },
    { token: "x", logprob: Math.log(0.5) },
  ];
};

test("one by one, a model expects what it expects at once", async () => {
  const { llm, requests } = createScriptedLlm({
    complete(prompt) {
      let echoed = "";
      const promptLogprobs = prompt.split(/(?<=\t)(?=unknown)|(?<=unknown)/).map((token) => {
        const top = topAfter(echoed);
        echoed += token;
        return { token, logprob: -1, top };
      });
      return { promptLogprobs };
    },
    continueText: (prompt) => ({ logprobs: [{ token: "x", logprob: Math.log(0.5), top: topAfter(prompt) }] }),
  });
  const atOnce = await simulateAtOnce({ llm }, input);
  expect(atOnce.levels).toHaveLength(input.tokens.length);
  expect(new Set(atOnce.levels).size).toBeGreaterThan(1);
  expect(await simulateByToken({ llm }, input)).toEqual(atOnce);
  const prompts = requests.slice(1).map(({ prompt }) => z.string().parse(prompt));
  expect(prompts).toHaveLength(input.tokens.length);
  for (const prompt of prompts) expect(prompt.endsWith(PLACE.slice(0, -PLACEHOLDER.length))).toBe(true);
});

test("a token without an answer is a passage without one", async () => {
  const tops = [{ token: "3", logprob: 0, top: topAfter("") }];
  for (const said of [{ logprobs: [] }, { kind: "unavailable", detail: "No connection." } as const]) {
    const { llm } = createScriptedLlm({ continueText: (_, index) => (index === 4 ? said : { logprobs: tops }) });
    expect(await simulateByToken({ llm }, input)).toMatchObject({
      levels: null,
      failure: { kind: "kind" in said ? said.kind : "empty" },
    });
  }
});
