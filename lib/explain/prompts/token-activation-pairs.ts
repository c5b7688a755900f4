import { answerRules, closing, ONE_SENTENCE } from "#lib/explain/prompts/explanation-rules.ts";
import { definePrompt } from "#lib/explain/prompts/prompt.ts";
import { afterExample } from "#lib/explain/prompts/worked-example.ts";

export type TokenLevel = { token: string; level: number };
type Excerpt = readonly TokenLevel[];

/** With fewer active tokens than this the active ones are listed once more alone: among zeros they are lost. */
const DENSE_SHARE = 0.2;

const system = `A neuron of a language model reads a text token by token. You are shown some excerpts, one token a line, with the neuron's activation after a tab: an integer from 0 (nothing) to 10 (its maximum). Where most are 0, the tokens above 0 are listed once more by themselves.

Find what makes the activation high: what those tokens are, or what came before them. ${answerRules(ONE_SENTENCE)}`;

const EXAMPLE: readonly Excerpt[] = [
  ["open", " from", " nine", " to", " five", " every", " day"].map((token) => ({
    token,
    level: token === " five" ? 9 : 0,
  })),
  ["see", " pages", " 12", " to", " 40", " and", " the"].map((token) => ({ token, level: token === " 40" ? 10 : 0 })),
];

/** OpenAI's form in our own words. */
export const tokenActivationPairsPrompt = definePrompt({
  name: "token-activation-pairs",
  version: 2,
  sample: {
    excerpts: [
      [
        { token: "The", level: 0 },
        { token: " third", level: 10 },
        { token: " of", level: 1 },
      ],
      Array.from({ length: 6 }, (_, i) => ({ token: i === 3 ? " fourth" : " time", level: i === 3 ? 8 : 0 })),
    ],
  },
  write: ({ excerpts }: { excerpts: readonly Excerpt[] }) => ({
    system,
    prompt: afterExample(writeQuestion(EXAMPLE), writeQuestion(excerpts)),
  }),
});

function writeQuestion(excerpts: readonly Excerpt[]): string {
  return [
    ...excerpts.map((pairs, i) => `Excerpt ${i + 1}\n${writePairs(pairs)}${writeActive(pairs)}`),
    closing("say what makes the activation high"),
  ].join("\n\n");
}

function writePairs(pairs: readonly TokenLevel[]): string {
  return pairs.map(({ token, level }) => `${token}\t${level}`).join("\n");
}

function writeActive(pairs: readonly TokenLevel[]): string {
  const active = pairs.filter(({ level }) => level > 0);
  return active.length >= DENSE_SHARE * pairs.length ? "" : `\nAbove 0:\n${writePairs(active)}`;
}
