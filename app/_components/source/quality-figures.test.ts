import { expect, test } from "vitest";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { buildQuality } from "#test/support/factories.ts";
import { describeIntervals, listQualityFigures } from "./quality-figures.ts";

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
