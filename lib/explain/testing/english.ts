import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { Predicate } from "#lib/explain/predicates/predicate.ts";

/** A feature of plain English: it fires on the words of one kind and on nothing else. */
export type EnglishFeature = { name: string; explanation: string; words: readonly string[]; follower: string };

const listed = (words: string): string[] => words.split(" ").map((word) => ` ${word}`);

/** Kinds of words that whoever reads English tells apart. No word stands twice. */
export const ENGLISH_FEATURES: readonly EnglishFeature[] = [
  {
    name: "animal",
    explanation: "words for animals",
    words: listed("fox heron goat badger otter sparrow"),
    follower: " slept",
  },
  {
    name: "instrument",
    explanation: "words for musical instruments",
    words: listed("violin trumpet cello flute drum harp"),
    follower: " played",
  },
  {
    name: "body",
    explanation: "words for parts of the body",
    words: listed("elbow knee shoulder wrist ankle chin"),
    follower: " hurt",
  },
  {
    name: "vehicle",
    explanation: "words for vehicles",
    words: listed("tram lorry bicycle ferry taxi train"),
    follower: " left",
  },
  {
    name: "weather",
    explanation: "words for the weather",
    words: listed("fog hail thunder drizzle frost sleet"),
    follower: " came",
  },
  {
    name: "kitchen",
    explanation: "words for things in a kitchen",
    words: listed("kettle spoon saucepan oven ladle teapot"),
    follower: " shone",
  },
  {
    name: "colour",
    explanation: "words for colours",
    words: listed("red purple green orange grey blue"),
    follower: " paint",
  },
  {
    name: "trade",
    explanation: "words for what people do for a living",
    words: listed("baker nurse tailor judge plumber sailor"),
    follower: " worked",
  },
];

const FILLERS = [
  " In the evening nothing happened .",
  " They waited by the door without a word .",
  " It was later than anybody had thought .",
  " Nobody knew why , and nobody asked .",
  " The letter said much the same as before .",
  " Afterwards the street was quiet again .",
].map((sentence) => sentence.split(/(?= )/));
const SUBJECTS = listed("She He Anna Everybody Somebody");
const VERBS = listed("noticed remembered described mentioned forgot");
const FRAME = [" the", " and", " .", "\n"];

/** BOS, then every word once; each has one token. */
export const ENGLISH_TOKENS: readonly string[] = [
  "<s>",
  ...new Set([
    ...FRAME,
    ...SUBJECTS,
    ...VERBS,
    ...FILLERS.flat(),
    ...ENGLISH_FEATURES.flatMap(({ words, follower }) => [...words, follower]),
  ]),
];

const FILLER_SHARE = 0.6;
/** How often a follower comes after a word of its kind. */
const FOLLOWS_SHARE = 0.5;

/** Sentences, at least so many tokens. @param draw numbers in [0, 1) */
export function writeEnglish(tokensMin: number, draw: () => number): string[] {
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[Math.floor(draw() * from.length)];
    if (picked === undefined) throw new Error("There is nothing to pick from.");
    return picked;
  };
  const thing = (): string[] => {
    const { words, follower } = pick(ENGLISH_FEATURES);
    return [" the", pick(words), ...(draw() < FOLLOWS_SHARE ? [follower] : [])];
  };
  const text: string[] = [];
  while (text.length < tokensMin) {
    if (draw() < FILLER_SHARE) text.push(...pick(FILLERS));
    else text.push(pick(SUBJECTS), pick(VERBS), ...thing(), " and", ...thing(), " .");
  }
  return text;
}

/** The right explanation of a feature, as text and as a rule. */
export function englishExplanation(feature: number): Draft & { predicate: Predicate } {
  const { explanation, words } = englishFeature(feature);
  const ids = words.map((word) => ENGLISH_TOKENS.indexOf(word));
  return { side: "input", text: explanation, predicate: { terms: [{ tokens: { by: "ids", ids }, level: 1 }] } };
}

/** Numbers beyond the last begin anew. */
export function englishFeature(feature: number): EnglishFeature {
  const found = ENGLISH_FEATURES[feature % ENGLISH_FEATURES.length];
  if (!found) throw new Error(`There is no feature ${feature}.`);
  return found;
}
