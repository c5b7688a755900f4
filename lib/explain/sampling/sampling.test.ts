import { expect, test } from "vitest";
import { observed } from "#lib/explain/material.ts";
import { drawNegatives } from "#lib/explain/sampling/draw-negatives.ts";
import { rankNearest } from "#lib/explain/sampling/nearest-windows.ts";
import { negativeCandidates, topTokens } from "#lib/explain/sampling/negative-candidates.ts";
import { pickByDecile } from "#lib/explain/sampling/pick-by-decile.ts";
import { pickExamples } from "#lib/explain/sampling/pick-examples.ts";
import { pickPeaks } from "#lib/explain/sampling/pick-peaks.ts";
import { pickSimulated } from "#lib/explain/sampling/pick-simulated.ts";
import { embedWindowsOnce } from "#lib/explain/sampling/window-embeddings.ts";
import { cutWindows, splitWindows, WINDOW_TOKENS } from "#lib/explain/sampling/window.ts";
import { buildMaterial } from "#lib/explain/testing/build-material.ts";
import { PLANTED_FEATURES, SILENT_FEATURE } from "#lib/explain/testing/planted.ts";
import { windowOf } from "#lib/explain/testing/window-of.ts";
import { toUnit } from "#lib/search/unit-vector.ts";

const material = buildMaterial();
const { text } = material.splits.test;
const windowsOf = (feature: number) => splitWindows(text, observed(material, "test", feature));
const firsts = (windows: readonly { first: number }[]) => windows.map(({ first }) => first);

test("windows lie side by side within their sequence and leave out only rests", () => {
  const windows = cutWindows(text);
  expect(windows).toHaveLength(4 * text.sequences.length);
  for (const { first, end, sequence, document } of windows) {
    const within = text.sequences[sequence]!;
    expect((first - within.first) % WINDOW_TOKENS).toBe(0);
    expect(end).toBe(Math.min(within.end, first + WINDOW_TOKENS));
    expect(document).toBe(within.document);
  }
  const short = { ...text, sequences: [{ ...text.sequences[0]!, first: 0, end: 55 }] };
  expect(firsts(cutWindows(short))).toEqual([0]);
  expect(firsts(cutWindows({ ...short, sequences: [{ ...short.sequences[0]!, end: 56 }] }))).toEqual([0, 32]);
});

test("a window is either activating or silent from end to end, and holds what the feature did there", () => {
  for (const feature of [0, 1, 2, SILENT_FEATURE]) {
    const { activating, silent } = windowsOf(feature);
    expect(activating.length + silent.length).toBe(cutWindows(text).length);
    const { positions, values } = observed(material, "test", feature);
    expect(activating.reduce((sum, window) => sum + window.values.reduce((a, b) => a + b, 0), 0)).toBeCloseTo(
      values.reduce((a, b) => a + b, 0),
      2,
    );
    for (const { first, end } of silent)
      expect(positions.some((position) => position >= first && position < end)).toBe(false);
    expect(activating.every(({ max }, i) => i === 0 || max <= activating[i - 1]!.max)).toBe(true);
  }
});

test("deciles are of equal count by rank, and as many are drawn from each, none twice", () => {
  const ranked = Array.from({ length: 83 }, (_, i) => windowOf([100 - i], i));
  const picked = pickByDecile(ranked, 4, { text, seed: 1, feature: 0, purpose: "explain" });
  expect(picked).toHaveLength(40);
  expect(new Set(firsts(picked)).size).toBe(40);
  const sizes = [8, 8, 8, 9, 8, 8, 9, 8, 8, 9];
  const decileOf = sizes.flatMap((size, decile) => Array<number>(size).fill(decile));
  for (const { decile, first } of picked) expect(decile).toBe(decileOf[first]);
  expect(firsts(picked)).not.toEqual(
    firsts(pickByDecile(ranked, 4, { text, seed: 2, feature: 0, purpose: "explain" })),
  );
  expect(firsts(picked)).not.toEqual(
    firsts(pickByDecile(ranked, 4, { text, seed: 1, feature: 1, purpose: "explain" })),
  );
  expect(pickByDecile(ranked.slice(0, 7), 5, { text, seed: 1, feature: 0, purpose: "judge" })).toHaveLength(7);
});

test("peaks are the strongest of each sequence, shown around it, one text once", () => {
  const actual = observed(material, "test", 0);
  const peaks = pickPeaks(text, actual, { count: 10, before: 5, after: 3 });
  expect(peaks).toHaveLength(10);
  expect(peaks[0]!.max).toBe(Math.max(...actual.values));
  for (const { values, peak, max, first, sequence } of peaks) {
    expect(values[peak]).toBe(max);
    expect(peak).toBe(Math.min(5, first + peak - text.sequences[sequence]!.first));
  }
  expect(new Set(peaks.map(({ sequence }) => sequence)).size).toBe(10);
  const repeated = { ...text, tokenIds: new Uint32Array(text.tokenIds.length) };
  const inside = pickPeaks(repeated, actual, { count: 10, before: 0, after: 0 });
  expect(inside).toHaveLength(1);
});

test("every kind of negative is what it says, silent, and none is drawn twice", { timeout: 60_000 }, async () => {
  for (let feature = 0; feature < PLANTED_FEATURES; feature++) {
    const { examples } = await pickExamples(material, { split: "test", feature, perDecile: 5 });
    const negatives = examples.filter(({ activating }) => !activating);
    expect(negatives).toHaveLength(examples.length / 2);
    expect(new Set(firsts(examples)).size).toBe(examples.length);
    const { positions } = observed(material, "test", feature);
    const top = new Set(topTokens(material, "test", feature));
    const neighbours = material
      .facts(feature)
      .neighbours.flatMap((other) => [...observed(material, "test", other).positions]);
    for (const { first, end, kind } of negatives) {
      const inside = (position: number) => position >= first && position < end;
      expect(positions.some(inside)).toBe(false);
      if (kind === "same-token") expect(text.tokenIds.subarray(first, end).some((id) => top.has(id))).toBe(true);
      if (kind === "neighbour-feature") expect(neighbours.some(inside)).toBe(true);
    }
    expect(negatives.some(({ kind }) => kind === "neighbour-feature")).toBe(true);
    // One word alone never stands silent; a word that needs another before it does.
    expect(negatives.some(({ kind }) => kind === "same-token")).toBe(feature % 3 === 2);
    expect(negatives.some(({ kind }) => kind === "nearest-text")).toBe(false);
  }
});

test("kinds share alike, a window serves one, and the first makes up for the rest", () => {
  const at = (...places: number[]) => places.map((place) => windowOf([0], place));
  const drawn = drawNegatives(
    [
      { kind: "random", windows: at(1, 2, 3, 4, 5, 6, 7, 8, 9) },
      { kind: "same-token", windows: at(1, 2, 10, 11, 12) },
      { kind: "neighbour-feature", windows: at(10) },
    ],
    7,
  );
  expect(drawn.map(({ first, kind }) => [first, kind])).toEqual([
    [1, "random"],
    [2, "random"],
    [10, "same-token"],
    [11, "same-token"],
    [3, "random"],
    [4, "random"],
    [5, "random"],
  ]);
  expect(drawNegatives([{ kind: "random", windows: [windowOf([1], 0)] }], 1)).toEqual([]);
  expect(drawNegatives([], 3)).toEqual([]);
});

test("with an embedder, windows of like text are a kind of their own, embedded once for all features", async () => {
  let calls = 0;
  const embeddings = embedWindowsOnce(material, async (texts) => {
    calls += 1;
    // A direction that tells how often the letter a stands in a text.
    return texts.map((text) => Float32Array.of(text.split("a").length, text.length));
  });
  for (const feature of [0, 1]) {
    const { examples } = await pickExamples(material, { split: "test", feature, perDecile: 5, embeddings });
    expect(examples.filter(({ kind }) => kind === "nearest-text").length).toBeGreaterThanOrEqual(
      examples.length / 8 - 1,
    );
  }
  expect(calls).toBe(1);
  await expect(embedWindowsOnce(material, async () => [])(text)).rejects.toThrow("embeddings");
});

test("the nearest silent windows come first, by cosine to the strongest", () => {
  const directions = new Map([
    [0, toUnit([2, 0])],
    [1, toUnit([0, 3])],
    [2, toUnit([5, 1])],
    [3, toUnit([1, 1])],
  ]);
  const silent = [1, 2, 3].map((first) => windowOf([0], first));
  expect(firsts(rankNearest({ activating: [windowOf([1], 0)], silent }, directions))).toEqual([2, 3, 1]);
});

test("what is simulated is half of each decile and half drawn from all, none twice", () => {
  const { windows, activating } = pickSimulated(material, "test", 0);
  expect(windows).toHaveLength(20);
  expect(new Set(firsts(windows)).size).toBe(20);
  expect(activating).toBe(windowsOf(0).activating.length);
  expect(windows.filter((_, i) => i % 2 === 0).every(({ max }) => max > 0)).toBe(true);
});

test("a feature that fires everywhere has no negatives, and none are made up", () => {
  const candidates = negativeCandidates(material, { split: "test", feature: 0, silent: [] });
  expect(drawNegatives(candidates, 10)).toEqual([]);
});
