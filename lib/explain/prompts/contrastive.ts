import { answerRules, ONE_SENTENCE } from "#lib/explain/prompts/explanation-rules.ts";
import { type MarkedPassage, writeMarkedPassages } from "#lib/explain/prompts/marked-windows.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";

const system = `A unit inside a language model switches on at some tokens of a text and is off at all others. You are shown two lists. In passages ON the unit is on: the stretches where it clearly is stand between << and >>, and a line under each gives tokens and how strongly, from 1 to 10. In passages OFF, which were picked because they look alike, it stays off throughout.

Find what the marked stretches have in common that nothing in the OFF passages has. An explanation under which the unit should have been on in an OFF passage is wrong. ${answerRules(ONE_SENTENCE)}`;

export type ContrastiveInput = { on: readonly MarkedPassage[]; off: readonly string[] };

/** Delphi's contrastive form in our own words. */
export const contrastivePrompt = definePrompt({
  name: "contrastive",
  version: 1,
  sample: {
    on: [{ text: "He sat by the river<< bank>>.", strengths: [{ token: " bank", level: 9 }] }],
    off: ["She took the money to the bank."],
  },
  write: ({ on, off }: ContrastiveInput) => ({
    system,
    prompt: `${writeMarkedPassages(on, "ON")}\n\n${off.map((text, i) => `OFF ${i + 1}: ${text}`).join("\n\n")}`,
  }),
});
