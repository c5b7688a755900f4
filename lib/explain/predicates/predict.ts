import { LRUCache } from "lru-cache";
import { type IndexedText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import { type ContextIndex, contextKey } from "#lib/explain/predicates/context-index.ts";
import { findContext } from "#lib/explain/predicates/find-context.ts";
import type { Context, Predicate } from "#lib/explain/predicates/predicate.ts";
import { type TokenIndex, tokensIn } from "#lib/explain/predicates/token-index.ts";

/** Activations a predicate expects; silent elsewhere. */
export type Prediction = {
  /** ascending */
  positions: Uint32Array;
  values: Float32Array;
};

/** A text ready for predicates to be carried out on. */
export type PredictionSpace = {
  text: IndexedText;
  tokens: TokenIndex;
  contexts: ContextIndex;
  contextNumbers: ReadonlyMap<string, number>;
  /** Where contexts that are not in `contexts` hold, by {@link contextKey}. */
  found: LRUCache<string, ReadonlySet<number>>;
};

/** Rare words hold at few places; a score sets an explanation beside a handful of others. */
const FOUND_KEPT = 256;

export function createPredictionSpace(text: IndexedText, tokens: TokenIndex, contexts: ContextIndex): PredictionSpace {
  return {
    text,
    tokens,
    contexts,
    contextNumbers: new Map(contexts.contexts.map((context, i) => [contextKey(context), i])),
    found: new LRUCache({ max: FOUND_KEPT }),
  };
}

/** Carries a predicate out on a text, exactly, whether or not its contexts are among those that are indexed. */
export function predict(space: PredictionSpace, { terms }: Predicate): Prediction {
  const found: number[] = [];
  terms.forEach(({ tokens, context }, term) => {
    const holds = contextTest(space, context);
    const take = (position: number) => {
      if (holds(position)) found.push(position * terms.length + term);
    };
    const ids = tokensIn(space.tokens, tokens);
    if (ids === undefined) space.text.tokenIds.forEach((_, position) => take(position));
    else for (const id of ids) positionsOf(space.text, id).forEach(take);
  });
  return orderPlaces(found, terms);
}

/** @param found positions times the number of terms, plus the number of the term that holds there; the first one counts */
function orderPlaces(found: readonly number[], terms: Predicate["terms"]): Prediction {
  const ordered = Float64Array.from(found).sort();
  const positions = new Uint32Array(ordered.length);
  const values = new Float32Array(ordered.length);
  let places = 0;
  for (const place of ordered) {
    const position = Math.floor(place / terms.length);
    if (places > 0 && positions[places - 1] === position) continue;
    positions[places] = position;
    values[places] = terms[place % terms.length]?.level ?? 0;
    places += 1;
  }
  return { positions: positions.subarray(0, places), values: values.subarray(0, places) };
}

function contextTest(
  { text, tokens, contexts, contextNumbers, found }: PredictionSpace,
  context: Context | undefined,
): (position: number) => boolean {
  if (context === undefined) return () => true;
  const key = contextKey(context);
  const number = contextNumbers.get(key);
  if (number === undefined) {
    const places = found.get(key) ?? findContext(text, tokens, context);
    found.set(key, places);
    return (position) => places.has(position);
  }
  const { starts, ids } = contexts;
  return (position) => {
    const end = starts[position + 1] ?? 0;
    for (let at = starts[position] ?? 0; at < end; at++) if (ids[at] === number) return true;
    return false;
  };
}
