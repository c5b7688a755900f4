import { badRequest } from "#lib/errors.ts";

/**
 * What every sequence of a run begins with before its text: a token that is not of the text and is never counted, mostly
 * the model's document start (BOS), or nothing, and then the text's first token is one like all others.
 */
export type Lead = { tokenId: number | null; by: LeadBy };

/** A sequence's tokens, of which the first `lead` are not of its text. */
export type LedLength = { length: number; lead: number };

/** Tokens of text in all. */
export const countTextTokens = (sequences: readonly LedLength[]): number =>
  sequences.reduce((sum, { length, lead }) => sum + length - lead, 0);

/** Who says so: the tokenizer's own files, or the configuration of a source of the run. */
export const LEAD_BY = ["tokenizer", "sources"] as const;
export type LeadBy = (typeof LEAD_BY)[number];

/** Tokens that lead a sequence. */
export const leadTokens = (tokenId: number | null): number[] => (tokenId === null ? [] : [tokenId]);

/** `led`: whether texts began with BOS when it was trained, as far as its configuration says. */
export type LedSource = { slug: string; led: boolean | null };

type LeadingModel = {
  slug: string;
  /** What the tokenizer puts before every text; undefined where it puts nothing. */
  leadId: number | undefined;
  /** The model's BOS, whoever names it; null where nobody does. */
  bosTokenId: number | null;
};

/** Sources whose sequences begin alike. */
export type LedGroup<S> = { lead: Lead; sources: S[] };

/**
 * Sources by what leads the sequences that they are computed on.
 * @returns one group for each beginning, in the order of the sources; `by` is the sources' where one of a group says so
 * @throws AppError bad_request where a source asks for a BOS that the model does not have
 */
export function groupByLead<S extends LedSource>(model: LeadingModel, sources: readonly S[]): LedGroup<S>[] {
  const groups = new Map<number | null, LedGroup<S>>();
  for (const source of sources) {
    const tokenId = chooseLead(model, source);
    const group = groups.get(tokenId) ?? { lead: { tokenId, by: "tokenizer" }, sources: [] };
    if (source.led !== null) group.lead.by = "sources";
    group.sources.push(source);
    groups.set(tokenId, group);
  }
  return [...groups.values()];
}

/**
 * The token that leads a source's sequences: as it was trained, where its configuration says so, else as the tokenizer does;
 * the same whichever sources are beside it.
 * @returns null where there is none
 * @throws AppError bad_request where it asks for a BOS that the model does not have
 */
export function chooseLead({ slug, leadId, bosTokenId }: LeadingModel, source: LedSource): number | null {
  if (source.led === false) return null;
  if (source.led === null) return leadId ?? null;
  const tokenId = leadId ?? bosTokenId;
  if (tokenId === null) {
    throw badRequest(
      `${slug}/${source.slug} was trained on texts that begin with BOS (prepend_bos), and ${slug} names none: add bos_token to its tokenizer_config.json.`,
    );
  }
  return tokenId;
}

/**
 * A model's document start: what its tokenizer calls so, else its config.json, where that is a token at all.
 * @returns null where neither names one
 */
export function findBos(
  config: { bosId: number | undefined },
  tokenizer: { bosId: number | undefined; vocabularySize: number },
): number | null {
  if (tokenizer.bosId !== undefined) return tokenizer.bosId;
  const { bosId } = config;
  return bosId !== undefined && bosId < tokenizer.vocabularySize ? bosId : null;
}
