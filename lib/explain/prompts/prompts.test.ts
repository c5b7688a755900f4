import { expect, test } from "vitest";
import { contrastivePrompt } from "#lib/explain/prompts/contrastive.ts";
import { detectionPrompt } from "#lib/explain/prompts/detection.ts";
import { fuzzingPrompt } from "#lib/explain/prompts/fuzzing.ts";
import { markedWindowsPrompt } from "#lib/explain/prompts/marked-windows.ts";
import { maxActivationLogitsPrompt } from "#lib/explain/prompts/max-activation-logits.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";
import { PLACE, PLACES_SHOWN, simulationPrompt } from "#lib/explain/prompts/simulation.ts";
import { simulationByWordsPrompt } from "#lib/explain/prompts/simulation-by-words.ts";
import { listMessages, type LlmMessage } from "#lib/llm/request.ts";
import { tokenActivationPairsPrompt } from "#lib/explain/prompts/token-activation-pairs.ts";

const shown = [
  { ...contrastivePrompt, said: contrastivePrompt.write(contrastivePrompt.sample) },
  { ...detectionPrompt, said: detectionPrompt.write(detectionPrompt.sample) },
  { ...fuzzingPrompt, said: fuzzingPrompt.write(fuzzingPrompt.sample) },
  { ...markedWindowsPrompt, said: markedWindowsPrompt.write(markedWindowsPrompt.sample) },
  { ...maxActivationLogitsPrompt, said: maxActivationLogitsPrompt.write(maxActivationLogitsPrompt.sample) },
  { ...simulationPrompt, said: simulationPrompt.write(simulationPrompt.sample) },
  { ...simulationByWordsPrompt, said: simulationByWordsPrompt.write(simulationByWordsPrompt.sample) },
  { ...tokenActivationPairsPrompt, said: tokenActivationPairsPrompt.write(tokenActivationPairsPrompt.sample) },
];

test.each(shown)("what $name says is what its version said: whoever changes it raises the version", async (prompt) => {
  const { name, version, hash, said } = prompt;
  const text = `hash ${hash}\n\n${("system" in said ? said.system : undefined) ?? "(no system text)"}\n\n----\n\n${conversation(said.prompt)}\n`;
  await expect(text).toMatchFileSnapshot(`./snapshots/${name}.${version}.txt`);
});

function conversation(prompt: string | readonly LlmMessage[]): string {
  return listMessages(prompt)
    .map(({ role, content }) => (typeof prompt === "string" ? content : `[${role}]\n${content}`))
    .join("\n\n----\n\n");
}

test("another wording, another layout and another version have another hash", () => {
  const prompt = { name: "x", version: 1, sample: "a", write: (input: string) => ({ prompt: `Say ${input}` }) };
  const hashes = [
    prompt,
    { ...prompt, version: 2 },
    { ...prompt, write: (input: string) => ({ prompt: `Say  ${input}` }) },
  ].map((each) => definePrompt(each).hash);
  expect(new Set(hashes).size).toBe(3);
});

test("a simulation has one place a token, and those of the features shown", () => {
  const tokens = ["a", " ünïcode 🦊", "unknown", ""];
  const { prompt } = simulationPrompt.write({ explanation: "x", tokens });
  expect(prompt.split(PLACE).length - 1).toBe(PLACES_SHOWN + tokens.length);
  expect(PLACES_SHOWN).toBeGreaterThan(0);
});
