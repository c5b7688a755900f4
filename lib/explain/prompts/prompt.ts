import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/llm/canonical-json.ts";
import type { LlmMessage } from "#lib/llm/request.ts";

/** A text, or a conversation that ends with what is asked. */
type Said = string | readonly LlmMessage[];

/** What a language model is told, as a function of what it is told about. */
export type Prompt<Input, S extends Said = string> = {
  name: string;
  /** Raised with every change of wording. */
  version: number;
  /** 16 hexadecimal digits of what it says of the sample: another wording or layout has another hash. */
  hash: string;
  sample: Input;
  write(input: Input): { system?: string; prompt: S };
};

/** A prompt with its hash, for provenance. @param sample an input that brings every sentence of the wording */
export function definePrompt<Input, S extends Said>(prompt: Omit<Prompt<Input, S>, "hash">): Prompt<Input, S> {
  const { name, version, sample, write } = prompt;
  const said = canonicalJson({ name, version, said: write(sample) });
  return { ...prompt, hash: createHash("sha256").update(said).digest("hex").slice(0, 16) };
}
