import { expect, test } from "vitest";
import { packVocabulary, unpackVocabulary } from "#lib/catalog/vocabulary.ts";
import { indexText } from "#lib/explain/observations/indexed-text.ts";
import { chooseContextWords, indexContexts } from "#lib/explain/predicates/context-index.ts";
import { type Context, NEAR_TOKENS } from "#lib/explain/predicates/predicate.ts";
import { createPredictionSpace, predict } from "#lib/explain/predicates/predict.ts";
import { indexVocabulary } from "#lib/explain/predicates/token-index.ts";
import { packTokens } from "#lib/stats/sequences.ts";

const TOKENS = ["<bos>", " a", " b", " c", " whale", "Whale", ".", " 7"];
const id = (token: string) => TOKENS.indexOf(token);
const vocabulary = unpackVocabulary(packVocabulary(TOKENS.map((token) => new TextEncoder().encode(token))));
const tokens = indexVocabulary(vocabulary);

/** Mostly common letters; the whale comes up in the second sequence only, once in each spelling, and at its end. */
const WRITTEN = [
  Array.from({ length: 96 }, (_, i) => [" a", " b", " c"][i % 3] ?? ""),
  [" a", " whale", " b", " c", " a", " 7", " b", "Whale", " b", ".", " c", " a", " b", " whale"],
  Array.from({ length: 12 }, (_, i) => [" b", " a"][i % 2] ?? ""),
];
const text = indexText(
  WRITTEN.map((written, i) => ({
    ordinal: i,
    documentOrdinal: i,
    start: 0,
    lead: 1,
    kind: i === 1 ? "novel" : "code",
    tokens: packTokens([0, ...written.map(id)], TOKENS.length),
  })),
  TOKENS.length,
);
const known = chooseContextWords(text, tokens);
const space = createPredictionSpace(text, tokens, indexContexts(text, tokens, known, vocabulary.text));

/** The plain definition of a context, token by token. */
function holds(context: Context, written: readonly string[], at: number): boolean {
  const before = (back: number) => (at - back >= 0 ? (written[at - back] ?? "") : undefined);
  const isWord = (token: string | undefined, word: string) => token?.trim().toLowerCase() === word;
  if (context.at === "word") return isWord(before(context.back), context.word);
  if (context.at === "token") return before(context.back) === TOKENS[context.id];
  if (context.at === "start") return at < context.tokens;
  if (context.at !== "near") throw new Error(`Not asked here: ${context.at}`);
  return Array.from({ length: NEAR_TOKENS }, (_, i) => before(i + 1)).some((token) => isWord(token, context.word));
}

test("the words of the test are as rare as it means them to be", () => {
  expect(known.words.toSorted()).toEqual(["a", "b", "c"]);
  expect(known.tokens).toEqual([]);
});

test.each<Context>([
  { at: "word", back: 1, word: "whale" },
  { at: "word", back: 2, word: "whale" },
  { at: "near", word: "whale" },
  { at: "token", back: 1, id: id("Whale") },
  { at: "token", back: 2, id: id(" 7") },
  { at: "token", back: 1, id: id(" a") },
  { at: "start", tokens: 3 },
])("a rule is carried out exactly, however rare its context is: %o", (context) => {
  const isMeant = (token: string) => token === " b" || token === "Whale" || token === " c";
  const expected = WRITTEN.flatMap((written) =>
    written.map((token, at) => isMeant(token) && holds(context, written, at)),
  );
  const term = { tokens: { by: "ids" as const, ids: [id(" b"), id("Whale"), id(" c")] }, context, level: 2 };
  for (const _again of [1, 2]) {
    const { positions, values } = predict(space, { terms: [term] });
    expect([...positions]).toEqual(expected.flatMap((yes, position) => (yes ? [position] : [])));
    expect(positions.length).toBeGreaterThan(0);
    expect(new Set(values)).toEqual(new Set([2]));
  }
});

test("a word that is not there is never before anything, and no rule reaches into the next text", () => {
  const term = (context: Context) => ({ terms: [{ tokens: { by: "any" as const }, context, level: 1 }] });
  expect(predict(space, term({ at: "near", word: "shark" })).positions).toHaveLength(0);
  const afterLast = predict(space, term({ at: "word", back: 1, word: "whale" })).positions;
  expect([...afterLast]).toEqual([98, 104]);
});
