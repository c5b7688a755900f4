import { type IndexedText, positionsOf } from "#lib/explain/observations/indexed-text.ts";
import { type Context, NEAR_TOKENS } from "#lib/explain/predicates/predicate.ts";
import type { TokenIndex } from "#lib/explain/predicates/token-index.ts";

/**
 * Where a context holds in a text, found without an index. For those that a `ContextIndex` leaves out, since it lists only
 * the words and tokens that are common where explanations are made; it always lists `repeat` and `quoted`.
 */
export function findContext(text: IndexedText, tokens: TokenIndex, context: Context): ReadonlySet<number> {
  switch (context.at) {
    case "word":
      return after(
        text,
        idsWhere(tokens, (id) => tokens.words[id] === context.word),
        context.back,
        context.back,
      );
    case "near":
      return after(
        text,
        idsWhere(tokens, (id) => tokens.words[id] === context.word),
        1,
        NEAR_TOKENS,
      );
    case "token":
      return after(text, [context.id], context.back, context.back);
    case "class": {
      const isOfClass = (id: number) => (tokens.classes[id] ?? []).some((name) => name === context.name);
      return after(text, idsWhere(tokens, isOfClass), context.back, context.back);
    }
    case "start":
      return within(text, (sequence) => Math.min(sequence.end, sequence.first + context.tokens));
    case "kind":
      return within(text, (sequence) => (sequence.kind === context.kind ? sequence.end : sequence.first));
    case "repeat":
    case "quoted":
      throw new Error(`The context “${context.at}” is in every index.`);
  }
}

const idsWhere = ({ size }: TokenIndex, holds: (id: number) => boolean): number[] =>
  Array.from({ length: size }, (_, id) => id).filter(holds);

/** Positions that have one of the tokens `from` to `to` places before them, in the same sequence. */
function after(text: IndexedText, ids: readonly number[], from: number, to: number): Set<number> {
  const found = new Set<number>();
  for (const id of ids)
    for (const position of positionsOf(text, id)) {
      const end = text.sequences[text.sequenceOf[position] ?? 0]?.end ?? 0;
      for (let back = from; back <= to && position + back < end; back++) found.add(position + back);
    }
  return found;
}

/** Of every sequence the positions from its first to an end. */
function within({ sequences }: IndexedText, endOf: (sequence: IndexedText["sequences"][number]) => number) {
  const found = new Set<number>();
  for (const sequence of sequences)
    for (let position = sequence.first; position < endOf(sequence); position++) found.add(position);
  return found;
}
