import type { LiveSource } from "#lib/catalog/queries/live-source.ts";
import { chooseLead, leadTokens } from "#lib/corpus/lead.ts";
import type { ActivationSession, SparseActivations } from "#lib/engine/activation-session.ts";
import type { Tokenizer } from "#lib/engine/tokenizer.ts";

/**
 * The token that a source's texts begin with: as in the corpus that it was computed over; before that, as in a run of it alone.
 * @returns null where it is none
 * @throws AppError bad_request where the source asks for a BOS that the model does not have
 */
export function leadOf({ slug, led, corpus, model }: LiveSource, { leadId }: Pick<Tokenizer, "leadId">): number | null {
  return corpus ? corpus.leadTokenId : chooseLead({ ...model, leadId }, { slug, led });
}

/** What a source does on a text, whose first token has the row `first`. */
export type ReadText = { activations: SparseActivations; first: number };

/**
 * Runs a graph over a text as each of its sources reads texts: once, unless they differ in what leads them.
 * Blocks the event loop meanwhile.
 * @param leads of the graph's sources, in their order
 */
export async function readText(
  session: ActivationSession,
  text: ArrayLike<number>,
  leads: readonly (number | null)[],
): Promise<ReadText[]> {
  const ways = new Map<number | null, readonly SparseActivations[]>();
  for (const tokenId of new Set(leads)) {
    const input = Int32Array.from([...leadTokens(tokenId), ...Array.from(text)]);
    ways.set(tokenId, await session.run(input, 1, input.length));
  }
  return leads.map((tokenId, i) => {
    const activations = ways.get(tokenId)?.[i];
    if (!activations) throw new Error("The session answered for fewer sources than it has.");
    return { activations, first: leadTokens(tokenId).length };
  });
}

/** Tokens of the longest of some leads: what a model's context must have room for besides a text. */
export const longestLead = (leads: readonly (number | null)[]): number =>
  Math.max(0, ...leads.map((tokenId) => leadTokens(tokenId).length));
