import { badRequest } from "#lib/errors.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

/**
 * Checks a batch before it reaches the graph, where a negative id would silently count from the end of the vocabulary.
 * @param tokenIds [batch × length]
 * @throws AppError bad_request
 */
export function checkTokenIds(config: ModelConfig, tokenIds: Int32Array, batch: number, length: number): void {
  if (tokenIds.length === 0 || tokenIds.length !== batch * length) {
    throw badRequest(
      `A batch of ${batch} × ${length} tokens came with ${tokenIds.length} ids; both sizes must be positive and agree.`,
    );
  }
  if (length > config.contextLength) {
    throw badRequest(`The model reads at most ${config.contextLength} tokens; shorten the sequence of ${length}.`);
  }
  const outside = tokenIds.find((id) => id < 0 || id >= config.vocabularySize);
  if (outside !== undefined) {
    throw badRequest(
      `Token id ${outside} is not in the vocabulary of ${config.vocabularySize}; use the model's own tokenizer.`,
    );
  }
}
