import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import { gemma2 } from "#lib/engine/architectures/gemma2.ts";
import { gemma3 } from "#lib/engine/architectures/gemma3.ts";
import { gpt2 } from "#lib/engine/architectures/gpt2.ts";
import { gptNeox } from "#lib/engine/architectures/gpt-neox.ts";
import { llama } from "#lib/engine/architectures/llama.ts";
import { qwen2 } from "#lib/engine/architectures/qwen2.ts";

const architectures = {
  GPT2LMHeadModel: gpt2,
  GPTNeoXForCausalLM: gptNeox,
  LlamaForCausalLM: llama,
  Qwen2ForCausalLM: qwen2,
  Gemma2ForCausalLM: gemma2,
  Gemma3ForCausalLM: gemma3,
} as const satisfies Record<string, Architecture>;

const Named = z.looseObject({ architectures: z.tuple([z.string()]) });

/** @throws AppError bad_request when no architecture of that name is built in, or its config cannot be understood */
export function readArchitecture(json: unknown): ReturnType<Architecture> {
  const named = Named.safeParse(json);
  if (!named.success)
    throw badRequest("config.json names no single architecture; take the one that belongs to the weights.", {
      cause: named.error,
    });
  const [name] = named.data.architectures;
  if (isArchitecture(name)) return architectures[name](json);
  throw badRequest(
    `${name} is not an architecture this engine runs; it runs ${Object.keys(architectures).join(", ")}.`,
  );
}

const isArchitecture = (name: string): name is keyof typeof architectures => Object.hasOwn(architectures, name);
