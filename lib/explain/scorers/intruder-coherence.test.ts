import { expect, test } from "vitest";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import type { Observation } from "#lib/explain/observations/observation.ts";
import {
  indexWindows,
  listActivating,
  pickIntruderSets,
  shuffleSets,
  SET_PASSAGES,
} from "#lib/explain/sampling/pick-intruder-sets.ts";
import { cutWindows, splitWindows } from "#lib/explain/sampling/window.ts";
import { ScoreDetail } from "#lib/explain/schema.ts";
import type { FeatureScoreOutcome } from "#lib/explain/scorers/feature-scorer.ts";
import { decodeIntruders, encodeIntruders } from "#lib/explain/scorers/intruder-codec.ts";
import { intruderCoherence } from "#lib/explain/scorers/intruder-coherence.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";
import { FEATURES, PLANTED_FEATURES, RARE_FEATURE, SILENT_FEATURE } from "#lib/explain/testing/planted.ts";
import { mix32 } from "#lib/stats/hash.ts";

const material = buildMaterial();
const { text } = material.splits.test;
const planted = Array.from({ length: PLANTED_FEATURES }, (_, feature) => feature);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

async function scoreAll(of: SourceMaterial, features = planted): Promise<FeatureScoreOutcome[]> {
  const score = await intruderCoherence.open(of);
  return features.map(score);
}

/** The same text and embedder, with every feature firing on the first token of windows that `fires` picks. */
function withFirings(fires: (feature: number, window: number, document: number) => boolean): SourceMaterial {
  const windows = cutWindows(text);
  const found = Array.from({ length: FEATURES }, (_, feature) =>
    windows.flatMap(({ first, document }, window) => (fires(feature, window, document) ? [first] : [])),
  );
  const starts = new Uint32Array(FEATURES + 1);
  found.forEach(({ length }, feature) => (starts[feature + 1] = (starts[feature] ?? 0) + length));
  const positions = Uint32Array.from(found.flat());
  const values = Float32Array.from(positions, (position) => 1 + (mix32(position) % 100) / 100);
  const observation: Observation = { features: FEATURES, tokens: text.tokenIds.length, starts, positions, values };
  return { ...material, splits: { ...material.splits, test: { ...material.splits.test, observation } } };
}
const atRandom = withFirings((feature, window) => mix32(mix32(feature + 77) ^ window) % 8 === 0);

test("features of one word are above chance, windows picked at random are at chance", { timeout: 60_000 }, async () => {
  const coherent = await scoreAll(material);
  const random = await scoreAll(atRandom);
  const value = ({ value }: FeatureScoreOutcome) => value ?? NaN;
  const scored = coherent.filter(({ state }) => state === "scored");
  expect(scored.length).toBeGreaterThanOrEqual(30);
  expect(random.every(({ state }) => state === "scored")).toBe(true);
  const surely = (outcomes: FeatureScoreOutcome[]) =>
    outcomes.filter(({ low, baseline }) => (low ?? -1) > (baseline ?? 1)).length / outcomes.length;
  const withChance = random.filter(({ low, high }) => (low ?? 1) <= 0.2 && (high ?? 0) >= 0.2);
  expect(mean(scored.map(value))).toBeGreaterThan(0.45);
  expect(surely(scored)).toBeGreaterThan(0.8);
  expect(Math.abs(mean(random.map(value)) - 0.2)).toBeLessThan(0.03);
  expect(surely(random)).toBeLessThanOrEqual(0.05);
  expect(withChance.length / random.length).toBeGreaterThanOrEqual(0.9);
  const examples = (outcomes: FeatureScoreOutcome[]) =>
    mean(outcomes.map(({ detail }) => detail.figures?.["aurocExamples"] ?? NaN));
  expect(examples(scored)).toBeGreaterThan(0.75);
  expect(Math.abs(examples(random) - 0.5)).toBeLessThan(0.03);
});

test("what hangs together only by being of the same few documents does not beat its baseline", async () => {
  // An embedder that knows the document alone, and features that fire in two documents, on windows of no kind.
  const documentOf = new Map(cutWindows(text).map(({ first, document }) => [first, document]));
  const byDocument = async () =>
    new Map(
      [...documentOf].map(([first, document]) => {
        const vector = new Float32Array(text.documents + 1);
        vector[document] = 1;
        return [first, vector];
      }),
    );
  const clustered = withFirings(
    (feature, window, document) => document % 20 === feature % 20 && mix32(window ^ mix32(feature)) % 2 === 0,
  );
  const outcomes = await scoreAll({ ...clustered, embeddings: { ...clustered.embeddings, windows: byDocument } });
  const scored = outcomes.filter(({ state }) => state === "scored");
  expect(scored.length).toBeGreaterThanOrEqual(30);
  expect(mean(scored.map(({ value }) => value ?? NaN))).toBeGreaterThan(0.4);
  const margin = mean(scored.map(({ value, baseline }) => (value ?? NaN) - (baseline ?? NaN)));
  expect(Math.abs(margin)).toBeLessThan(0.1);
});

test("gives the same score twice, in the catalog's shape, with evidence that can be stored", async () => {
  const [once] = await scoreAll(material, [0]);
  expect(await scoreAll(material, [0])).toEqual([once]);
  expect(ScoreDetail.parse(once!.detail)).toEqual(once!.detail);
  expect(once!.low).toBeLessThanOrEqual(once!.value!);
  expect(once!.high).toBeGreaterThanOrEqual(once!.value!);
  expect(decodeIntruders(encodeIntruders(once!.evidence))).toEqual(once!.evidence);
  const known = new Map(text.sequences.map((sequence) => [sequence.ordinal, sequence]));
  const { positions } = observed(material, "test", 0);
  expect(once!.evidence.length).toBeGreaterThan(0);
  for (const { intruder, passages } of once!.evidence) {
    expect(passages).toHaveLength(SET_PASSAGES);
    passages.forEach(({ sequence, start, length, actual }, place) => {
      const first = known.get(sequence)!.first + start;
      expect(actual.positions.map((at) => first + at)).toEqual(
        [...positions].filter((position) => position >= first && position < first + length),
      );
      expect(actual.positions.length > 0).toBe(place !== intruder);
    });
  }
});

test("has no figure for a feature that is silent, rare, everywhere, or on a text of nothing", async () => {
  const everywhere = withFirings(() => true);
  const outcomes = [
    ...(await scoreAll(material, [SILENT_FEATURE, RARE_FEATURE])),
    ...(await scoreAll(everywhere, [0])),
    ...(await scoreAll(buildMaterial({ scale: 0 }), [0])),
  ];
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({ state: "not-enough-data", value: null, low: null, baseline: null, evidence: [] });
    expect(outcome.detail.why).toMatch(/needed for a figure/);
  }
});

test("a set holds passages of one part of the strengths and one that is silent; shuffled, all are silent", () => {
  const index = indexWindows(text);
  for (const feature of [0, 1, 2, 3]) {
    const actual = observed(material, "test", feature);
    const activating = listActivating(index, actual);
    const fired = splitWindows(text, actual).activating.map(({ first, max }) => [first, max]);
    expect(activating.map(({ number, max }) => [index.windows[number]!.first, max])).toEqual(fired);
    const subject = { text, seed: 1, feature, activating };
    const sets = pickIntruderSets(index, subject);
    // Words drawn at random repeat no window, so every text is its own.
    expect([...index.sameAs]).toEqual(index.windows.map((_, number) => number));
    const rankOf = new Map(activating.map(({ number }, rank) => [number, rank]));
    const parts = Math.max(...sets.map(({ part }) => part)) + 1;
    const intruders = sets.map(({ members, intruder }) => members[intruder]);
    expect(new Set(intruders).size).toBe(sets.length);
    for (const { members, intruder, part, document } of sets) {
      expect(new Set(members).size).toBe(SET_PASSAGES);
      const ranks = members.filter((_, place) => place !== intruder).map((member) => rankOf.get(member)!);
      expect(rankOf.has(members[intruder]!)).toBe(false);
      for (const rank of ranks) {
        expect(rank).toBeGreaterThanOrEqual(Math.floor((part * activating.length) / parts));
        expect(rank).toBeLessThan(Math.floor(((part + 1) * activating.length) / parts));
      }
      expect(members.map((member) => index.windows[member]!.document)).toContain(document);
    }
    const shuffled = shuffleSets(index, sets, subject);
    shuffled.forEach(({ members, intruder }, i) => {
      expect(members[intruder]).toBe(sets[i]!.members[sets[i]!.intruder]);
      expect(new Set(members).size).toBe(SET_PASSAGES);
      for (const member of members) expect(rankOf.has(member)).toBe(false);
    });
  }
});

test("passages with the same text are not put into one set while there are others", () => {
  // Every second window of the text repeats its first.
  const tokenIds = text.tokenIds.slice();
  const windows = cutWindows(text);
  const { first, end } = windows[0]!;
  const repeated = windows.filter((window, i) => i % 2 === 0 && window.end - window.first === end - first);
  for (const window of repeated) tokenIds.set(text.tokenIds.subarray(first, end), window.first);
  const copied = { ...text, tokenIds };
  const index = indexWindows(copied);
  const activating = listActivating(index, {
    positions: Uint32Array.from(windows, (window) => window.first).filter((_, i) => i % 3 === 0),
    values: new Float32Array(windows.length).fill(1),
  });
  const sets = pickIntruderSets(index, { text: copied, seed: 1, feature: 0, activating });
  expect(sets.length).toBeGreaterThan(40);
  for (const { members, intruder } of sets) {
    const texts = members.filter((_, place) => place !== intruder).map((member) => index.sameAs[member]);
    expect(new Set(texts).size).toBe(SET_PASSAGES - 1);
  }
});
