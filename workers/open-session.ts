import { type ActivationSession, openActivationSession } from "#lib/engine/activation-session.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { silenceSpecial } from "#lib/engine/silence-special.ts";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** A graph that encodes for sources of a model as the catalog counts them: whoever reads a text here leaves out the same. */
export async function openSession(
  model: ModelDirectory,
  sources: readonly SourceWeights[],
  options: SessionOptions,
): Promise<ActivationSession & { tokenizer: Tokenizer }> {
  const tokenizer = await loadTokenizer(model.path);
  const session = await openActivationSession(model, sources, options);
  return {
    tokenizer,
    async run(tokenIds, batch, length) {
      const activations = await session.run(tokenIds, batch, length);
      silenceSpecial(activations, tokenIds, tokenizer.isSpecial);
      return activations;
    },
    close: () => session.close(),
  };
}
