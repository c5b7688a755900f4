import { expect, test } from "vitest";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { buildQuality } from "#test/support/factories.ts";
import { listLosses } from "./list-losses.ts";
import { describeIntervals, describePublished, listQualityFigures } from "./quality-figures.ts";

const source: SourceInfo = {
  model: "m",
  id: "2-res-4k",
  set: "res-4k",
  name: "res-4k",
  description: "",
  kind: "sae",
  architecture: "topk",
  layer: 2,
  hookIn: "blocks.2.hook_resid_post",
  hookOut: "blocks.2.hook_resid_post",
  features: 4096,
  k: 32,
  contentHash: "h",
  state: "ready",
  quality: buildQuality({ fve: 0.83, fveInterval: { low: 0.8, high: 0.8512 } }),
  summary: null,
  published: null,
  provenance: null,
  revision: 1,
};
const [first] = listQualityFigures(source).figures;

test("a figure has its interval beside it, in words and on the scale, and so has what it must beat", () => {
  expect(first).toMatchObject({ value: "0.830", interval: "0.800 to 0.851" });
  expect(first?.scale).toEqual({ value: 0.83, baseline: 0.61, interval: [0.8, 0.8512] });
  expect(first?.against).toBe("0.610 (0.580 to 0.640) by PCA of rank 32");
  expect(describeIntervals(buildQuality())).toContain("95%");
});

test("a figure that has none is shown without, and why is said", () => {
  const { fveInterval: _, pcaFveInterval: __, ...older } = buildQuality();
  const [figure] = listQualityFigures({ ...source, quality: older }).figures;
  expect(figure).toMatchObject({ value: "0.830", interval: undefined, against: "0.610 by PCA of rank 32" });
  expect(figure?.scale).toEqual({ value: 0.83, baseline: 0.61 });
  expect(describeIntervals(older)).toContain("before");
  expect(describeIntervals({ ...older, documents: 1 })).toContain("One document");
});

test("the error has the variance beside it, and what its authors state stands by what they measured it on", () => {
  const published = {
    featurepedia_quality: { held_out_tokens: 60_113, fve: 0.9, dead_share: 0.01, dead_sample_tokens: 400_000 },
  };
  const summary = { tokens: 1000, live: 4000, dead: 96, examples: 1, detailBytes: 1 };
  const { figures, published: theirs } = listQualityFigures({
    ...source,
    quality: buildQuality({ fve: 0.75, mse: 0.5 }),
    summary,
    published,
  });
  const named = (name: string) => figures.find((figure) => figure.name === name);
  expect(named("Mean squared error")).toMatchObject({ value: "0.500", against: "2.00 with the mean in its place" });
  expect(named("Variance explained")?.published).toBe("0.900");
  expect(named("L0")?.published).toBeUndefined();
  expect(named("Dead features")).toMatchObject({ published: "1%", publishedOn: "on 400,000 tokens" });
  expect(describePublished(theirs ?? {})).toContain("60,113 tokens");
});

test("losses of all four runs stand beside those published; the clean run does not diverge from itself", () => {
  const losses = listLosses(buildQuality(), { ceWithSource: 3.5, klWithSource: 0.2 });
  expect(losses.map(({ crossEntropy }) => crossEntropy)).toEqual([3.41, 3.55, 7.9, 6.2]);
  expect(losses.map(({ divergence }) => divergence)).toEqual([0, 0.131, 4.62, 2.85]);
  expect(losses[1]?.published).toEqual({ crossEntropy: 3.5, divergence: 0.2 });
  const {
    klWithSource: _,
    klZeroAblated: __,
    klMeanAblated: ___,
    klWithSourceInterval: ____,
    ...older
  } = buildQuality();
  expect(listLosses(older).map(({ divergence }) => divergence)).toEqual([undefined, undefined, undefined, undefined]);
});

test("where an ablation does no harm, nothing is recovered, and all else is shown", () => {
  const { ceRecoveredMean: _, ceRecoveredMeanInterval: __, ...harmless } = buildQuality();
  const { figures } = listQualityFigures({ ...source, quality: harmless });
  const named = (name: string) => figures.find((figure) => figure.name === name);
  expect(named("Loss recovered, against mean")).toMatchObject({ value: "no harm done", scale: undefined });
  expect(named("Loss recovered, against zero")).toMatchObject({ value: "0.969" });
  expect(named("Variance explained")).toMatchObject({ value: "0.830" });
});
