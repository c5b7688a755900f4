import type { SparseActivations } from "#lib/engine/activation-session.ts";

/**
 * Sets to 0, in place, what fires on special tokens: marks between texts, on which activations are unlike all others. So a
 * document that spells one out, and a visitor's text that does, are read as the tokenizer reads them and counted alike.
 * @param activations of each source, [tokens × k]
 * @param tokenIds [tokens]
 */
export function silenceSpecial(
  activations: readonly SparseActivations[],
  tokenIds: Int32Array,
  isSpecial: (id: number) => boolean,
): void {
  tokenIds.forEach((id, token) => {
    if (isSpecial(id)) for (const { k, values } of activations) values.fill(0, token * k, (token + 1) * k);
  });
}
