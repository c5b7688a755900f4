import { describe, expect, test } from "vitest";
import { packVocabulary, unpackVocabulary } from "#lib/catalog/vocabulary.ts";
import { indexText, type IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { chooseContextWords, indexContexts } from "#lib/explain/predicates/context-index.ts";
import { createSearchSpace, findPredicates, findTopToken } from "#lib/explain/predicates/find-predicates.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";
import { createPredictionSpace, predict } from "#lib/explain/predicates/predict.ts";
import { indexVocabulary } from "#lib/explain/predicates/token-index.ts";
import { mix32 } from "#lib/stats/hash.ts";
import { packTokens } from "#lib/stats/sequences.ts";

const TOKENS = [
  "<bos>",
  " of",
  " out",
  " the",
  " Rome",
  " Paris",
  "ing",
  " 7",
  "42",
  ".",
  "\n",
  " he",
  "He",
  " ran",
  '"',
];
const vocabulary = unpackVocabulary(packVocabulary(TOKENS.map((token) => new TextEncoder().encode(token))));
const id = (token: string) => TOKENS.indexOf(token);
const tokens = indexVocabulary(vocabulary);

/** Text drawn at random, the same every time: 60 sequences of 100 tokens in 20 documents of two kinds. */
const text: IndexedText = indexText(
  Array.from({ length: 60 }, (_, sequence) => ({
    ordinal: sequence * 2,
    documentOrdinal: Math.floor(sequence / 3),
    start: (sequence % 3) * 100,
    lead: 1,
    kind: sequence % 2 === 0 ? "novel" : "code",
    tokens: packTokens(
      [0, ...Array.from({ length: 100 }, (_, i) => 1 + (mix32(sequence * 1000 + i) % (TOKENS.length - 1)))],
      TOKENS.length,
    ),
  })),
  TOKENS.length,
);
const contexts = indexContexts(text, tokens, chooseContextWords(text, tokens), vocabulary.text);
const space = createSearchSpace(text, tokens, contexts);
const execution = createPredictionSpace(text, tokens, contexts);

/** A feature that fires, at `level`, where the rule says so. */
function plant(rule: (position: number, at: (back: number) => string | undefined) => number): ObservedFeature {
  const found: [number, number][] = [];
  text.tokenIds.forEach((_, position) => {
    const first = text.sequences[text.sequenceOf[position] ?? 0]?.first ?? 0;
    const value = rule(position, (back) =>
      position - back < first ? undefined : TOKENS[text.tokenIds[position - back] ?? 0],
    );
    if (value > 0) found.push([position, value]);
  });
  return { positions: Uint32Array.from(found, ([at]) => at), values: Float32Array.from(found, ([, value]) => value) };
}

const expectExact = (predicate: Predicate | undefined, feature: ObservedFeature) => {
  const { positions, values } = predict(execution, predicate ?? { terms: [{ tokens: { by: "any" }, level: 0 }] });
  expect(positions).toEqual(feature.positions);
  expect(values).toEqual(feature.values);
};

describe("a rule that was planted is found", () => {
  const RULES: Record<string, (position: number, at: (back: number) => string | undefined) => number> = {
    "one token": (_, at) => (at(0) === " Rome" ? 3 : 0),
    "two tokens of two strengths": (_, at) => (at(0) === " Rome" ? 8 : at(0) === "ing" ? 2 : 0),
    "a class of tokens": (_, at) => (/^ ?\d+$/.test(at(0) ?? "") ? 5 : 0),
    "every spelling of a word": (_, at) => (at(0)?.trim().toLowerCase() === "he" ? 4 : 0),
    "a token after another": (_, at) => (at(0) === " of" && at(1) === " out" ? 6 : 0),
    "anything after a line break": (_, at) => (at(1) === "\n" ? 2 : 0),
    "a token in one kind of text": (position, at) =>
      at(0) === "." && text.sequences[text.sequenceOf[position] ?? 0]?.kind === "code" ? 7 : 0,
    "the first token of a passage": (_, at) => (at(1) === undefined ? 9 : 0),
  };
  test.each(Object.entries(RULES))("%s", (_, rule) => {
    const feature = plant(rule);
    expect(feature.positions.length).toBeGreaterThan(10);
    expectExact(findPredicates(space, feature).at(-1), feature);
  });
});

test("each further term explains more, and terms never share a token", () => {
  const feature = plant((_, at) => ({ " Rome": 8, " Paris": 3, ing: 1 })[at(0) ?? ""] ?? 0);
  const found = findPredicates(space, feature);
  expect(found.map(({ terms }) => terms.length)).toEqual(found.map((_, i) => i + 1));
  const ids = (found.at(-1)?.terms ?? []).flatMap(({ tokens: set }) => (set.by === "ids" ? set.ids : []));
  expect(new Set(ids).size).toBe(ids.length);
});

test("the baseline is the one token that explains most", () => {
  const feature = plant((_, at) => (at(0) === " of" ? (at(1) === " out" ? 9 : 1) : at(0) === " ran" ? 2 : 0));
  expect(findTopToken(space, feature)?.terms[0]?.tokens).toEqual({ by: "ids", ids: [id(" ran")] });
});

test("a feature that never fires has no predicate", () => {
  const silent = plant(() => 0);
  expect([findPredicates(space, silent), findTopToken(space, silent)]).toEqual([[], undefined]);
});
