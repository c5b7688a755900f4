import { definePrompt } from "#lib/explain/prompts/prompt.ts";

export type SimulationInput = { explanation: string; tokens: readonly string[] };

/** What stands where an activation is asked for. */
export const PLACEHOLDER = "unknown";

const intro = `Each feature below reads a text token by token. Its description says what it responds to. After every token stands a tab and the feature's activation there, an integer from 0 to 10, or "${PLACEHOLDER}" where it was not written down. Most are 0.`;

/** Made up by us; the values begin part of the way, so that the model has seen what takes the placeholder's place. */
const SHOWN = [
  {
    description: "words for the weather",
    pairs:
      "After\tunknown\n the\tunknown\n rain\tunknown\n came\tunknown\n a\t0\n mild\t3\n wind\t9\n from\t0\n the\t0\n sea\t1\n and\t0\n snow\t10",
  },
  {
    description: "the second of two numbers",
    pairs: "Pages\tunknown\n 12\tunknown\n to\tunknown\n 40\t8\n,\t0\n then\t0\n 7\t0\n and\t0\n 9\t10\n of\t0\n it\t0",
  },
] as const;

const shown = SHOWN.map(({ description, pairs }, i) => `Feature ${i + 1}\nDescription: ${description}\n${pairs}`).join(
  "\n\n",
);

/** How a token and its placeholder stand in the prompt. No token of a passage holds a tab, so it stands nowhere else. */
export const PLACE = `\t${PLACEHOLDER}`;
/** Places in the features shown. */
export const PLACES_SHOWN = shown.split(PLACE).length - 1;

/** Every activation of a passage at once, read from the log-probabilities in the place of each placeholder. */
export const simulationPrompt = definePrompt({
  name: "simulation",
  version: 1,
  sample: { explanation: "words for colours", tokens: ["a", " red", " house"] },
  write: ({ explanation, tokens }: SimulationInput) => {
    const asked = tokens.map((token) => `${token}${PLACE}`).join("\n");
    return { prompt: `${intro}\n\n${shown}\n\nFeature ${SHOWN.length + 1}\nDescription: ${explanation}\n${asked}` };
  },
});
