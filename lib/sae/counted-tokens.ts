import { badRequest } from "#lib/errors.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";
import { checkTokenIds } from "#lib/engine/token-batch.ts";

/** Sequences to measure on. */
export interface TokenBatch {
  /** [batch × length] row-major, filled up at the end of each sequence with any token. */
  readonly tokenIds: Int32Array;
  readonly length: number;
  /** [batch] how many tokens of each sequence are real. */
  readonly lengths: Int32Array;
  /** Tokens at the beginning of each that are not of its text: lib/corpus/lead.ts. */
  readonly lead: number;
}

/** @throws AppError bad_request when the sizes do not agree or the tokens are not the model's. */
export function checkTokenBatch(config: ModelConfig, { tokenIds, length, lengths }: TokenBatch): void {
  checkTokenIds(config, tokenIds, lengths.length, length);
  if (lengths.some((real) => real < 0 || real > length)) {
    throw badRequest(`A sequence of the batch claims more tokens than its ${length} places.`);
  }
}

/**
 * Marks what measurements count: the text, not the lead, whose activations are unlike all others (attention sinks there), and
 * no padding.
 * @returns [batch × length] 1 or 0
 */
export function markCounted({ length, lengths, lead }: Pick<TokenBatch, "length" | "lengths" | "lead">): Float32Array {
  const counted = new Float32Array(lengths.length * length);
  lengths.forEach((real, row) => counted.fill(1, row * length + Math.min(lead, real), row * length + real));
  return counted;
}
