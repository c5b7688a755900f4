import { createHash } from "node:crypto";
import { canonicalJson } from "#lib/llm/canonical-json.ts";
import { type ChatRequest, type CompletionRequest, listMessages } from "#lib/llm/request.ts";
import type { LlmSettings } from "#lib/llm/settings.ts";

/** Raised when the same request comes to be sent differently, so that old answers are not taken for new ones. */
const WIRE_VERSION = 1;

export type LlmQuestion =
  | { readonly kind: "chat"; readonly request: ChatRequest }
  | { readonly kind: "completion" | "continuation"; readonly request: CompletionRequest };

/** Who is asked what: all that decides the answer, and never the key. */
export type LlmIdentity = LlmQuestion & {
  readonly provider: LlmSettings["provider"];
  readonly host: string;
  readonly model: string;
};

export function identifyRequest({ provider, baseUrl, model }: LlmSettings, question: LlmQuestion): LlmIdentity {
  return { provider, host: new URL(baseUrl).host, model, ...question };
}

/** sha256 of the identity's canonical JSON, 64 hexadecimal digits; a prompt given as text equals its one message. */
export function requestHash(identity: LlmIdentity): string {
  const { kind, request } = identity;
  const prompt = kind === "chat" ? listMessages(request.prompt) : request.prompt;
  const content = canonicalJson({ ...identity, request: { ...request, prompt }, version: WIRE_VERSION });
  return createHash("sha256").update(content).digest("hex");
}
