import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import {
  type IndexedText,
  indexText,
  positionsOf,
  type StoredSequence,
} from "#lib/explain/observations/indexed-text.ts";
import type { Observation } from "#lib/explain/observations/observation.ts";
import { assembleMaterial } from "#lib/explain/testing/assemble-material.ts";
import { createDraw } from "#lib/explain/testing/create-draw.ts";
import { FEATURES, FIRST_WORD, PLANTED, type Planted, RARE_FEATURE, TOKENS } from "#lib/explain/testing/planted.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { mix32 } from "#lib/stats/hash.ts";
import { packTokens } from "#lib/stats/sequences.ts";

const DOCUMENTS = { explain: 60, select: 40, test: 60 } as const satisfies Record<DocumentSplit, number>;
const SEQUENCES = 4;
const SEQUENCE_TOKENS = 127;
/** How often a follower comes after a planted word, and the planted word after the one that it needs. */
const FOLLOWS_SHARE = 0.5;

type Options = {
  seed?: number;
  /** Another text in the test split alone. */
  testSeed?: number;
  /** Share of the documents of each split. */
  scale?: number;
};

/** A small vocabulary, a text of words drawn at random, and features that follow {@link PLANTED}. */
export function buildMaterial({ seed = 1, testSeed = seed, scale = 1 }: Options = {}): SourceMaterial {
  const texts = {
    explain: writeText(mix32(seed * 3), 0, DOCUMENTS.explain * scale),
    select: writeText(mix32(seed * 3 + 1), 1000, DOCUMENTS.select * scale),
    test: writeText(mix32(testSeed * 3 + 2), 2000, DOCUMENTS.test * scale),
  };
  return assembleMaterial(texts, {
    tokens: TOKENS,
    features: FEATURES,
    seed,
    observe,
    facts(feature) {
      const planted = PLANTED[feature % PLANTED.length];
      const never = Array.from({ length: 9 }, (_, i) => TOKENS.length - 1 - i);
      return {
        promoted: [...(planted ? [planted.follower] : []), ...never],
        neighbours: [feature + 1, feature + 2].map((other) => other % PLANTED.length),
      };
    },
  });
}

function writeText(key: number, firstOrdinal: number, documents: number): IndexedText {
  const draw = createDraw(key);
  const afterWord = new Map(
    PLANTED.flatMap(({ words, after, follower }) => [
      ...words.map((word): [number, number] => [word, follower]),
      ...(after === undefined ? [] : [[after, words[0] ?? follower] satisfies [number, number]]),
    ]),
  );
  const sequences = Array.from({ length: documents * SEQUENCES }, (_, i): StoredSequence => {
    const ids = [0];
    while (ids.length <= SEQUENCE_TOKENS) {
      const next = afterWord.get(ids.at(-1) ?? 0);
      if (next !== undefined && draw() < FOLLOWS_SHARE) ids.push(next);
      else if (draw() < 0.1) ids.push(1 + Math.floor(draw() * (FIRST_WORD - 1)));
      else ids.push(FIRST_WORD + Math.floor(draw() * (TOKENS.length - FIRST_WORD)));
    }
    return {
      ordinal: firstOrdinal + i,
      documentOrdinal: firstOrdinal + Math.floor(i / SEQUENCES),
      start: (i % SEQUENCES) * SEQUENCE_TOKENS,
      lead: 1,
      tokens: packTokens(ids, TOKENS.length),
      kind: "made-up",
    };
  });
  return indexText(sequences, TOKENS.length);
}

function observe(text: IndexedText): Observation {
  const found = Array.from({ length: FEATURES }, (_, feature): [number, number][] => {
    if (feature === RARE_FEATURE) return [10, 500, 900].filter((at) => at < text.tokenIds.length).map((at) => [at, 1]);
    const planted = PLANTED[feature];
    return planted ? firings(text, planted, feature) : [];
  });
  const starts = new Uint32Array(FEATURES + 1);
  found.forEach((entries, feature) => (starts[feature + 1] = (starts[feature] ?? 0) + entries.length));
  return {
    features: FEATURES,
    tokens: text.tokenIds.length,
    starts,
    positions: Uint32Array.from(found.flat(), ([position]) => position),
    values: Float32Array.from(found.flat(), ([, value]) => value),
  };
}

/** Where the rule holds within a sequence, half as strongly to half as strongly again as its level. */
function firings(text: IndexedText, { words, after, level }: Planted, feature: number): [number, number][] {
  const positions = words.flatMap((word) => [...positionsOf(text, word)]).sort((a, b) => a - b);
  return positions.flatMap((position): [number, number][] => {
    const { first, ordinal } = text.sequences[text.sequenceOf[position] ?? 0] ?? { first: 0, ordinal: 0 };
    if (after !== undefined && (position === first || text.tokenIds[position - 1] !== after)) return [];
    const part = mix32(mix32(ordinal * 1024 + position - first) ^ feature) / 2 ** 32;
    return [[position, roundToFloat16(level * (0.5 + part))]];
  });
}
