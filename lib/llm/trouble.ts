import type { LlmFailureKind } from "#lib/llm/result.ts";

type Circumstances = {
  /** Whether asking again can help. */
  retry?: boolean;
  /** How long the provider asked us to wait. */
  retryAfterMs?: number | undefined;
  /** Whether the provider may have worked on it, and so may bill it. */
  billed?: boolean;
};

/** Why a request got no answer this time. Its message is bounded and free of the key: it ends in logs and records. */
export class LlmTrouble extends Error {
  override name = "LlmTrouble";
  readonly kind: LlmFailureKind;
  readonly retry: boolean;
  readonly retryAfterMs: number | undefined;
  readonly billed: boolean;
  constructor(kind: LlmFailureKind, message: string, { retry = false, retryAfterMs, billed = false }: Circumstances) {
    super(message);
    this.kind = kind;
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
    this.billed = billed;
  }
}
