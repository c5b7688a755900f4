import { expect, test } from "vitest";
import type { TextSearch, TextSearchFeature } from "#lib/search/text/schema.ts";
import { packTextSearch } from "./pack-text-search.ts";

const feature = (index: number, given: Partial<TextSearchFeature> = {}): TextSearchFeature => ({
  source: "4-res-4k",
  index,
  maxActivation: 10,
  surprise: 8,
  strength: 0.5,
  aboveMaximum: false,
  score: 4,
  peak: 1,
  positions: [1],
  values: [5],
  density: 1 / 256,
  topTokens: [" sea", " ship", " whale", " boat", " sail"],
  explanation: null,
  ...given,
});

const search: TextSearch = {
  model: "tiny-llama-7m",
  tokens: ["The", " sea"],
  fragments: [],
  special: [],
  windows: [],
  sources: [{ id: "4-res-4k", tokens: 1_000, unranked: 0 }],
  active: 2,
  features: [
    feature(7, {
      explanation: { id: 1, text: "words of the sea", method: "person", author: "Ada", llmModel: null, score: null },
    }),
    feature(9),
  ],
  ranking: [0],
  byToken: [[], [{ feature: 1, strength: 0.5, score: 4 }]],
  elapsedMs: 12,
};

test("a page gets each feature once, with its explanation as a line or else its tokens", () => {
  const { features, cards, byToken } = packTextSearch(search);
  expect(features).toMatchObject([
    { index: 7, label: "Words of the sea", isStatistical: false, topTokens: [] },
    { index: 9, label: "", topTokens: [" sea", " ship", " whale", " boat"] },
  ]);
  expect(cards).toMatchObject([{ feature: 0, score: 4, explanation: { author: "Ada" } }]);
  expect(byToken).toEqual([[], [1]]);
});
