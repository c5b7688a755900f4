import { type IndexedText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import { type ContextIndex, contextKey } from "#lib/explain/predicates/context-index.ts";
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
};

export function createPredictionSpace(text: IndexedText, tokens: TokenIndex, contexts: ContextIndex): PredictionSpace {
  return {
    text,
    tokens,
    contexts,
    contextNumbers: new Map(contexts.contexts.map((context, i) => [contextKey(context), i])),
  };
}

/** Carries a predicate out on a text. A context that never holds there is never true. */
export function predict(space: PredictionSpace, { terms }: Predicate): Prediction {
  const found: [position: number, level: number][] = [];
  const taken = new Set<number>();
  for (const { tokens, context, level } of terms) {
    const holds = contextTest(space, context);
    for (const position of listPositions(space, tokens)) {
      if (taken.has(position) || !holds(position)) continue;
      taken.add(position);
      found.push([position, level]);
    }
  }
  found.sort(([a], [b]) => a - b);
  return {
    positions: Uint32Array.from(found, ([position]) => position),
    values: Float32Array.from(found, ([, level]) => level),
  };
}

function* listPositions(
  { text, tokens }: PredictionSpace,
  set: Predicate["terms"][number]["tokens"],
): Generator<number> {
  const ids = tokensIn(tokens, set);
  if (ids === undefined) for (let position = 0; position < text.tokenIds.length; position++) yield position;
  else for (const id of ids) yield* positionsOf(text, id);
}

function contextTest(
  { contexts, contextNumbers }: PredictionSpace,
  context: Context | undefined,
): (position: number) => boolean {
  if (context === undefined) return () => true;
  const number = contextNumbers.get(contextKey(context));
  if (number === undefined) return () => false;
  const { starts, ids } = contexts;
  return (position) => {
    const end = starts[position + 1] ?? 0;
    for (let at = starts[position] ?? 0; at < end; at++) if (ids[at] === number) return true;
    return false;
  };
}
