import * as z from "zod";

/** Which tokens are meant, by what they are themselves. */
export const TokenSet = z.discriminatedUnion("by", [
  z.object({ by: z.literal("any") }),
  z.object({ by: z.literal("ids"), ids: z.array(z.int().nonnegative()).min(1).max(64) }),
  /** Every token that writes this word, whatever its case and leading space. */
  z.object({ by: z.literal("word"), word: z.string().min(1).max(64) }),
  z.object({ by: z.literal("class"), name: z.string().max(32) }),
  z.object({ by: z.literal("prefix"), text: z.string().min(1).max(16) }),
  z.object({ by: z.literal("suffix"), text: z.string().min(1).max(16) }),
]);
export type TokenSet = z.infer<typeof TokenSet>;

/** What must be true of the place of a token; only of what came before it, as a causal model sees nothing else. */
export const Context = z.discriminatedUnion("at", [
  /** `back` tokens earlier stands this word. */
  z.object({ at: z.literal("word"), back: z.int().min(1).max(2), word: z.string().min(1).max(64) }),
  z.object({ at: z.literal("token"), back: z.int().min(1).max(2), id: z.int().nonnegative() }),
  z.object({ at: z.literal("class"), back: z.int().min(1).max(2), name: z.string().max(32) }),
  /** The word stands somewhere in the {@link NEAR_TOKENS} tokens before. */
  z.object({ at: z.literal("near"), word: z.string().min(1).max(64) }),
  /** Among the first so many tokens of what the model was given. */
  z.object({ at: z.literal("start"), tokens: z.int().min(1).max(16) }),
  z.object({ at: z.literal("kind"), kind: z.string().max(64) }),
  /** The same token stood in this sequence before. */
  z.object({ at: z.literal("repeat") }),
  z.object({ at: z.literal("quoted") }),
]);
export type Context = z.infer<typeof Context>;

/** How far back `near` looks. */
export const NEAR_TOKENS = 8;

export const Term = z.object({
  tokens: TokenSet,
  context: Context.optional(),
  /** Activation expected where the term holds: the mean on the text it was made from. */
  level: z.number().nonnegative(),
});
export type Term = z.infer<typeof Term>;

/**
 * An explanation that a machine can carry out. Of what a feature promotes: next-tokens.ts. Of what it responds to: the first term that holds gives the activation to expect, 0 where none
 * does. Terms never share a token, so their order does not matter.
 */
export const Predicate = z.object({ terms: z.array(Term).min(1).max(4) });
export type Predicate = z.infer<typeof Predicate>;
