import { answerRules, closing, ONE_SENTENCE } from "#lib/explain/prompts/explanation-rules.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";
import { afterExample } from "#lib/explain/prompts/worked-example.ts";

export type MarkedPassage = {
  /** With `<<marks>>`. */
  text: string;
  /** Active tokens and how strongly, 1 to 10. */
  strengths: readonly { token: string; level: number }[];
};

const system = `A unit inside a language model switches on at some tokens of a text and is off at all others. You are shown passages in which it is on. The stretches where it is clearly on stand between << and >>; under each passage a line gives tokens and how strongly the unit is on at them, from 1 to 10.

Find what the marked stretches have in common: what they are, or what comes before them. The strongest count most, but weak ones belong to it too. ${answerRules(ONE_SENTENCE)}`;

const EXAMPLE: readonly MarkedPassage[] = [
  { text: "open from nine to<< five>> every day", strengths: [{ token: " five", level: 9 }] },
  { text: "see pages 12 to<< 40>> and the table", strengths: [{ token: " 40", level: 10 }] },
];

/** Delphi's usual form in our own words. */
export const markedWindowsPrompt = definePrompt({
  name: "marked-windows",
  version: 2,
  sample: {
    passages: [
      {
        text: "The<< harbour>> was quiet.",
        strengths: [
          { token: " harbour", level: 10 },
          { token: " was", level: 1 },
        ],
      },
    ],
  },
  write: ({ passages }: { passages: readonly MarkedPassage[] }) => ({
    system,
    prompt: afterExample(writeQuestion(EXAMPLE), writeQuestion(passages)),
  }),
});

function writeQuestion(passages: readonly MarkedPassage[]): string {
  return `${writeMarkedPassages(passages)}

${closing("say what the marked stretches share")}`;
}

export function writeMarkedPassages(passages: readonly MarkedPassage[], title = "Passage"): string {
  return passages
    .map(({ text, strengths }, i) => {
      const line = strengths.map(({ token, level }) => `${JSON.stringify(token)} ${level}`).join(", ");
      return `${title} ${i + 1}: ${text}\nStrengths: ${line}`;
    })
    .join("\n\n");
}
