import { answerRules, closing, ONE_SENTENCE } from "#lib/explain/prompts/explanation-rules.ts";
import { type MarkedPassage, writeMarkedPassages } from "#lib/explain/prompts/marked-windows.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";
import { afterExample } from "#lib/explain/prompts/worked-example.ts";

const system = `A unit inside a language model switches on at some tokens of a text and is off at all others. You are shown two lists. In passages ON the unit is on: the stretches where it clearly is stand between << and >>, and a line under each gives tokens and how strongly, from 1 to 10. In passages OFF, which were picked because they look alike, it stays off throughout.

Find what the marked stretches have in common that nothing in the OFF passages has. An explanation under which the unit should have been on in an OFF passage is wrong. ${answerRules(ONE_SENTENCE)}`;

export type ContrastiveInput = { on: readonly MarkedPassage[]; off: readonly string[] };

const EXAMPLE: ContrastiveInput = {
  on: [
    { text: "open from nine to<< five>> every day", strengths: [{ token: " five", level: 9 }] },
    { text: "see pages 12 to<< 40>> and the table", strengths: [{ token: " 40", level: 10 }] },
  ],
  off: ["five people came to the table at nine"],
};

/** Delphi's contrastive form in our own words. */
export const contrastivePrompt = definePrompt({
  name: "contrastive",
  version: 2,
  sample: {
    on: [{ text: "He sat by the river<< bank>>.", strengths: [{ token: " bank", level: 9 }] }],
    off: ["She took the money to the bank."],
  },
  write: (input: ContrastiveInput) => ({
    system,
    prompt: afterExample(writeQuestion(EXAMPLE), writeQuestion(input)),
  }),
});

function writeQuestion({ on, off }: ContrastiveInput): string {
  return [
    writeMarkedPassages(on, "ON"),
    ...off.map((text, i) => `OFF ${i + 1}: ${text}`),
    closing("say what the ON passages share and the OFF passages lack"),
  ].join("\n\n");
}
