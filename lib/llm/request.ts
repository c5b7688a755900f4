export type LlmMessage = { readonly role: "user" | "assistant"; readonly content: string };

type Sampling = {
  readonly maxTokens: number;
  /** Left out: the provider's default, the only one that some models allow. */
  readonly temperature?: number;
  readonly topP?: number;
  readonly seed?: number;
  readonly stop?: readonly string[];
  /**
   * Which of several draws this is; not sent. Equal requests share one stored answer, so whoever wants five answers to
   * one question numbers them.
   */
  readonly sample?: number;
};

export type ChatRequest = Sampling & {
  readonly system?: string;
  /** A text stands for one message of the user. */
  readonly prompt: string | readonly LlmMessage[];
  /** How many likeliest tokens to return beside each generated one. */
  readonly topLogprobs?: number;
};

/** A text to be continued as it is. With log-probabilities of its own tokens `maxTokens: 0` only reads it. */
export type CompletionRequest = Sampling & {
  readonly prompt: string;
  readonly topLogprobs: number;
};

export function listMessages(prompt: ChatRequest["prompt"]): readonly LlmMessage[] {
  return typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
}
