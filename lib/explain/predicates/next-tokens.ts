import type { Predicate } from "#lib/explain/predicates/predicate.ts";

/** The rule of a label about what a feature promotes: one of these tokens comes next. Its level says no more than that. */
export function nextTokens(ids: readonly number[]): Predicate {
  return { terms: [{ tokens: { by: "ids", ids: [...ids] }, level: 1 }] };
}

/** The tokens that such a rule says come next. @throws Error for a rule about anything but tokens by their ids */
export function idsOfNextTokens({ terms }: Predicate): number[] {
  return terms.flatMap(({ tokens, context }) => {
    if (tokens.by !== "ids" || context) throw new Error("What a feature promotes is said by tokens alone.");
    return tokens.ids;
  });
}
