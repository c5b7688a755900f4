import { expect, test } from "vitest";
import { beatsBaseline, headlineScore, type Ranked, rankExplanations, type RankedScore } from "./rank-explanations.ts";

let next = 0;
const score = (value: number, baseline: number, half = 0.05, difference?: { low: number | null }): RankedScore => ({
  id: ++next,
  scorer: "exact-simulation",
  state: "scored",
  value,
  low: value - half,
  baseline,
  detail: { difference },
});
const unscored = (state: string): RankedScore => ({
  id: ++next,
  scorer: "exact-simulation",
  state,
  value: null,
  low: null,
  baseline: null,
  detail: {},
});
const explanation = (name: string, scores: RankedScore[], method = "token-statistics", createdAt = "2026-01-01") =>
  ({ id: ++next, name, method, createdAt, scores }) satisfies Ranked & { name: string };
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

test("an interval above the baseline goes before a larger value whose interval is not", () => {
  const sure = explanation("sure", [score(0.3, 0.1, 0.02)]);
  const unsure = explanation("unsure", [score(0.6, 0.3, 0.4)]);
  expect(names(rankExplanations([unsure, sure]))).toEqual(["sure", "unsure"]);
});

test("among those that beat their baseline, the share of the way to a perfect score decides and not the value", () => {
  const high = explanation("high", [score(0.8, 0.7)]);
  const wide = explanation("wide", [score(0.5, 0.1)]);
  expect(names(rankExplanations([high, wide]))).toEqual(["wide", "high"]);
});

test("the same margin is worth more where less is left to win, whatever the metrics", () => {
  // A judge between guessing, 0.5, and 1; a correlation between 0 and 1.
  const judged = explanation("judged", [score(0.7, 0.5, 0.05)]);
  const correlated = explanation("correlated", [score(0.2, 0, 0.05)]);
  expect(names(rankExplanations([correlated, judged]))).toEqual(["judged", "correlated"]);
});

test("what is sure counts and not what is likely", () => {
  const few = explanation("few", [score(0.9, 0.5, 0.3)]);
  const many = explanation("many", [score(0.8, 0.5, 0.05)]);
  expect(names(rankExplanations([few, many]))).toEqual(["many", "few"]);
});

test("where the difference to the baseline was counted by document, it decides and not the two intervals", () => {
  const paired = score(0.5, 0.48, 0.1, { low: 0.01 });
  const unsure = score(0.5, 0.3, 0.1, { low: -0.01 });
  const thin = score(0.5, 0.3, 0.1, { low: null });
  expect([paired, unsure, thin].map(beatsBaseline)).toEqual([true, false, false]);
  const [first, second, third] = [
    explanation("paired", [paired]),
    explanation("unsure", [unsure]),
    explanation("thin", [thin]),
  ];
  expect(names(rankExplanations([third, second, first]))).toEqual(["paired", "unsure", "thin"]);
});

test("nothing is above a perfect baseline", () => {
  const perfect = explanation("perfect", [score(1, 1, 0)]);
  const fair = explanation("fair", [score(0.6, 0.5, 0.05)]);
  expect(names(rankExplanations([perfect, fair]))).toEqual(["fair", "perfect"]);
});

test("what a person wrote, unscored, goes after what beats its baseline and before what does not", () => {
  const beats = explanation("beats", [score(0.5, 0.1)]);
  const fails = explanation("fails", [score(0.1, 0.5)]);
  const written = explanation("written", [], "person");
  const thin = explanation("thin", [unscored("not-enough-data")], "person");
  const silent = explanation("silent", []);
  expect(names(rankExplanations([silent, fails, written, thin, beats]))).toEqual([
    "beats",
    "thin",
    "written",
    "fails",
    "silent",
  ]);
});

test("a person's explanation that was scored stands or falls with its score", () => {
  const person = explanation("person", [score(0.1, 0.5)], "person");
  const machine = explanation("machine", [score(0.2, 0.5)]);
  expect(names(rankExplanations([person, machine]))).toEqual(["machine", "person"]);
});

test("of equals the newer comes first, and of the same time the later", () => {
  const old = explanation("old", [], "a", "2026-01-01");
  const recent = explanation("recent", [], "a", "2026-02-01");
  const later = explanation("later", [], "a", "2026-02-01");
  expect(names(rankExplanations([old, recent, later]))).toEqual(["later", "recent", "old"]);
});

test("ranking keeps every explanation and leaves the list it was given alone", () => {
  const list = [explanation("b", [score(0.1, 0.2)]), explanation("a", [score(0.9, 0.2)])];
  expect(rankExplanations(list)).toHaveLength(2);
  expect(names(list)).toEqual(["b", "a"]);
});

test("the headline is the newest score with a value, else the newest", () => {
  const first = score(0.2, 0.1);
  const thin = unscored("not-enough-data");
  expect(headlineScore({ scores: [thin, first] })).toBe(first);
  expect(headlineScore({ scores: [thin] })).toBe(thin);
  expect(headlineScore({ scores: [] })).toBeUndefined();
});

test("a judge does not take the lead from a rule that was carried out, however late it judged", () => {
  const carriedOut = score(0.9, 0.5);
  const judged = { ...score(0.4, 0.5), scorer: "fuzzing" };
  expect(headlineScore({ scores: [carriedOut, judged] })).toBe(carriedOut);
  expect(headlineScore({ scores: [unscored("not-enough-data"), judged] })).toBe(judged);
});

test("a score without an interval beats nothing, and an interval that touches the baseline does not either", () => {
  expect(beatsBaseline({ state: "scored", value: 0.9, low: null, baseline: 0, detail: {} })).toBe(false);
  expect(beatsBaseline({ state: "scored", value: 0.9, low: 0.5, baseline: 0.5, detail: {} })).toBe(false);
  expect(beatsBaseline(undefined)).toBe(false);
});

test("a figure by embedding match never leads, whatever it is: without another the explanation is unscored", () => {
  const match = { ...score(0.99, 0.5), scorer: "embedding-match" };
  const matched = explanation("matched", [match]);
  const beats = explanation("beats", [score(0.4, 0.1), match]);
  const written = explanation("written", [match], "person");
  expect(names(rankExplanations([matched, written, beats]))).toEqual(["beats", "written", "matched"]);
  expect(headlineScore(matched)).toBeUndefined();
  expect(headlineScore(beats)?.scorer).toBe("exact-simulation");
});
