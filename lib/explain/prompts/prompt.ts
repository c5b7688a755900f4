import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/llm/canonical-json.ts";

type Written = { system?: string; prompt: string };

/** What a language model is told, as a function of what it is told about. */
export type Prompt<Input> = {
  name: string;
  /** Raised with every change of wording. */
  version: number;
  /** 16 hexadecimal digits of what it says of the sample: another wording or layout has another hash. */
  hash: string;
  sample: Input;
  write(input: Input): Written;
};

/** A prompt with its hash, for provenance. @param sample an input that brings every sentence of the wording */
export function definePrompt<Input>(prompt: Omit<Prompt<Input>, "hash">): Prompt<Input> {
  const { name, version, sample, write } = prompt;
  const said = canonicalJson({ name, version, said: write(sample) });
  return { ...prompt, hash: createHash("sha256").update(said).digest("hex").slice(0, 16) };
}
