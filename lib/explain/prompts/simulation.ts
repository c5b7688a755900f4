import { definePrompt } from "#lib/explain/prompts/prompt.ts";

export type SimulationInput = { explanation: string; tokens: readonly string[] };

/** What stands where an activation is asked for. */
export const PLACEHOLDER = "unknown";

// One digit, where OpenAI goes to 10: tokenizers in use today split numbers into digits, and a 10 would be read as a 1.
const intro = `Each feature below reads a text token by token. Its description says what it responds to. After every token stands a tab and the feature's activation there, a digit from 0 to 9, or "${PLACEHOLDER}" where it was not written down. Most are 0.`;

/** Made up by us; the values begin part of the way, so that the model has seen what takes the placeholder's place. */
const SHOWN = [
  {
    description: "words for the weather",
    pairs:
      "After\tunknown\n the\tunknown\n rain\tunknown\n came\tunknown\n a\t0\n mild\t3\n wind\t8\n from\t0\n the\t0\n sea\t1\n and\t0\n snow\t9",
  },
  {
    description: "the second of two numbers",
    pairs: "Pages\tunknown\n 12\tunknown\n to\tunknown\n 40\t8\n,\t0\n then\t0\n 7\t0\n and\t0\n 9\t9\n of\t0\n it\t0",
  },
] as const;

const shown = SHOWN.map(({ description, pairs }, i) => `Feature ${i + 1}\nDescription: ${description}\n${pairs}`).join(
  "\n\n",
);

/** How a token and its placeholder stand in the prompt. No token of a passage holds a tab, so it stands nowhere else. */
export const PLACE = `\t${PLACEHOLDER}`;
/** Places in the features shown. */
export const PLACES_SHOWN = shown.split(PLACE).length - 1;

/** The prompt up to each of its last places, where the activation itself would come next; in order. */
export function promptsBeforePlaces(prompt: string, count: number): string[] {
  const starts: number[] = [];
  for (let at = prompt.indexOf(PLACE); at >= 0; at = prompt.indexOf(PLACE, at + PLACE.length)) starts.push(at);
  return starts.slice(-count).map((at) => prompt.slice(0, at + PLACE.length - PLACEHOLDER.length));
}

/** Every activation of a passage at once, read from the log-probabilities in the place of each placeholder. */
export const simulationPrompt = definePrompt({
  name: "simulation",
  version: 2,
  sample: { explanation: "words for colours", tokens: ["a", " red", " house"] },
  write: ({ explanation, tokens }: SimulationInput) => {
    const asked = tokens.map((token) => `${token}${PLACE}`).join("\n");
    return { prompt: `${intro}\n\n${shown}\n\nFeature ${SHOWN.length + 1}\nDescription: ${explanation}\n${asked}` };
  },
});
