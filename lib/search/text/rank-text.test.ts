import { describe, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { rankText, type SourceTraces } from "./rank-text.ts";
import { strengthOf, surpriseOf, textScore, tokenScore } from "./score.ts";

const CORPUS_TOKENS = 1_000_000;
const OPTIONS = { limit: 20, tokenLimit: 5 };

/** A feature as it is planted: how dense it is, its maximum, and its values by position. */
type Planted = { density: number; max: number; at: Record<number, number> };

function plant(source: string, features: Record<number, Planted>): SourceTraces {
  const entries = Object.entries(features).map(([index, planted]) => ({ index: Number(index), ...planted }));
  return {
    source,
    tokens: CORPUS_TOKENS,
    traces: new Map(
      entries.map(({ index, at }) => [index, { positions: Object.keys(at).map(Number), values: Object.values(at) }]),
    ),
    scales: new Map(
      entries.flatMap(({ index, density, max }) =>
        density > 0 ? [[index, { activeTokens: density * CORPUS_TOKENS, maxActivation: max }] as const] : [],
      ),
    ),
  };
}

const everywhere = (tokens: number, value: number) =>
  Object.fromEntries(Array.from({ length: tokens }, (_, position) => [position, value]));

test("a feature that is always on never beats a rare one at its maximum, however long the text and large its values", () => {
  const tokens = 500;
  const source = plant("4-res-4k", {
    1: { density: 0.9, max: 800, at: everywhere(tokens, 800) },
    2: { density: 0.3, max: 500, at: everywhere(tokens, 500) },
    3: { density: 0.0001, max: 2, at: { 250: 2 } },
  });
  const { features, ranking, byToken } = rankText(tokens, [source], OPTIONS);
  expect(ranking.map((feature) => features[feature]?.index)).toEqual([3, 2, 1]);
  expect(byToken[250]?.map(({ feature }) => features[feature]?.index)).toEqual([3, 2, 1]);
  expect(features[ranking[2] ?? -1]?.score).toBeLessThan(0.5);
});

test("a feature that fires once, beaten over the whole text, is first on its token", () => {
  const rare = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [index, { density: 0.0001, max: 1, at: { [index]: 1 } }]),
  );
  const source = plant("4-res-4k", { ...rare, 99: { density: 0.01, max: 4, at: { 40: 4 } } });
  const { features, ranking, byToken } = rankText(50, [source], OPTIONS);
  expect(ranking.map((feature) => features[feature]?.index)).not.toContain(99);
  expect(byToken[40]).toEqual([{ feature: expect.any(Number), strength: 1, score: expect.closeTo(Math.log2(100), 2) }]);
  expect(features[byToken[40]?.[0]?.feature ?? -1]).toMatchObject({
    index: 99,
    positions: [40],
    values: [4],
    peak: 40,
  });
});

test("values count as a share of the feature's own maximum, not by their size", () => {
  const loud = { density: 0.01, max: 1000, at: { 3: 200 } };
  const quiet = { density: 0.01, max: 1, at: { 3: 0.9 } };
  const { features, byToken } = rankText(5, [plant("1-res", { 7: loud, 8: quiet })], OPTIONS);
  expect(byToken[3]?.map(({ feature }) => features[feature]?.index)).toEqual([8, 7]);
});

test("a value above the corpus's maximum counts as the maximum and is marked; the maximum itself is not", () => {
  const above = { density: 0.01, max: 10, at: { 0: 30 } };
  const at = { density: 0.01, max: 10, at: { 0: 10.01 } };
  const { features } = rankText(1, [plant("1-res", { 0: above, 1: at })], OPTIONS);
  expect(features).toMatchObject([
    { index: 0, strength: 1, aboveMaximum: true },
    { index: 1, strength: 1, aboveMaximum: false },
  ]);
  expect(features[0]?.score).toBe(features[1]?.score);
});

test("features that are dead in the corpus are counted and not ranked", () => {
  const source = plant("1-res", { 0: { density: 0, max: 0, at: { 0: 5 } }, 1: { density: 0.1, max: 5, at: { 0: 1 } } });
  const { features, byToken, active, unranked } = rankText(1, [source], OPTIONS);
  expect(features.map(({ index }) => index)).toEqual([1]);
  expect(byToken[0]).toHaveLength(1);
  expect([active, unranked.get("1-res")]).toEqual([1, 1]);
});

test("equal scores go by source as given, then by index", () => {
  const same = { density: 0.01, max: 1, at: { 0: 1 } };
  const { features, ranking } = rankText(
    1,
    [plant("2-res", { 9: same, 4: same }), plant("1-res", { 5: same })],
    OPTIONS,
  );
  expect(ranking.map((feature) => `${features[feature]?.source}/${features[feature]?.index}`)).toEqual([
    "2-res/4",
    "2-res/9",
    "1-res/5",
  ]);
});

test("a text on which nothing fires has no features", () => {
  expect(rankText(3, [plant("1-res", {})], OPTIONS)).toMatchObject({
    features: [],
    ranking: [],
    byToken: [[], [], []],
  });
});

describe("over random texts", () => {
  const tokens = 40;
  const noise = randomNormals(tokens * 60 * 2, 11);
  const planted = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => {
      const at: Record<number, number> = {};
      for (let position = 0; position < tokens; position++) {
        const value = noise[index * tokens + position] ?? 0;
        if (value > 1) at[position] = value;
      }
      return [index, { density: Math.abs(noise[60 * tokens + index] ?? 0) / 100 + 0.001, max: 3, at }];
    }),
  );
  const source = plant("1-res", planted);
  const { features, ranking, byToken } = rankText(tokens, [source], { limit: 10, tokenLimit: 3 });

  test("both lists are the best of what a plain sort of the formula gives", () => {
    const surprise = (index: number) =>
      surpriseOf({ activeTokens: (planted[index]?.density ?? 0) * CORPUS_TOKENS, tokens: CORPUS_TOKENS });
    const strengths = (index: number) => Object.values(planted[index]?.at ?? {}).map((value) => strengthOf(value, 3));
    const whole = Object.keys(planted)
      .map(Number)
      .filter((index) => strengths(index).length > 0)
      .map((index) => {
        const all = strengths(index);
        const total = all.reduce((sum, strength) => sum + strength, 0);
        return { index, score: textScore({ peak: Math.max(...all), total }, surprise(index)) };
      })
      .toSorted((a, b) => b.score - a.score);
    expect(ranking.map((feature) => features[feature]?.index)).toEqual(whole.slice(0, 10).map(({ index }) => index));
    for (let position = 0; position < tokens; position++) {
      const here = Object.keys(planted)
        .map(Number)
        .flatMap((index) => {
          const value = planted[index]?.at[position];
          return value === undefined ? [] : [{ index, score: tokenScore(strengthOf(value, 3), surprise(index)) }];
        })
        .toSorted((a, b) => b.score - a.score);
      expect(byToken[position]?.map(({ feature }) => features[feature]?.index)).toEqual(
        here.slice(0, 3).map(({ index }) => index),
      );
    }
  });

  test("only features that a list names are given, each once, in the order of the whole text", () => {
    const named = new Set([...ranking, ...byToken.flat().map(({ feature }) => feature)]);
    expect([...named].toSorted((a, b) => a - b)).toEqual([...features.keys()]);
    expect(features.map(({ score }) => score)).toEqual(features.map(({ score }) => score).toSorted((a, b) => b - a));
  });
});
