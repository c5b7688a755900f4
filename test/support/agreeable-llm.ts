import type { FakeScript } from "#test/support/fake-llm.ts";

/** The language model's name where this one is set up. */
export const AGREEABLE_MODEL = "scripted";

/** A model that explains every feature by the same words, and as a judge says of every passage that the feature fires there. */
export const agreeableLlm: FakeScript = ({ system = "", prompt }) => {
  const usage = { inputTokens: 100, outputTokens: 10 };
  if (`${system}${prompt}`.includes("[EXPLANATION]")) return { text: "[EXPLANATION]: the word whale", usage };
  const passages = prompt.match(/^Passage \d+: /gm)?.length ?? 0;
  return { text: JSON.stringify(Array.from({ length: passages }, () => 1)), usage };
};
