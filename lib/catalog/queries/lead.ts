/** Tokens at the beginning of the sequences of a corpus `c` that are not of their text: lib/corpus/lead.ts. */
export const LEAD = `(c."leadTokenId" IS NOT NULL)::int`;
