import { expect, test } from "vitest";
import { intervalOf } from "#lib/explain/metrics/bootstrap.ts";
import { resampleAuroc } from "#lib/explain/metrics/resample-auroc.ts";
import { quantileOfSorted } from "#lib/stats/quantile.ts";
import { auroc } from "#lib/explain/metrics/ranking.ts";
import { drawResamples } from "#lib/stats/resamples.ts";
import { mix32 } from "#lib/stats/hash.ts";

const EXAMPLES = 240;
const DOCUMENTS = 30;
const draw = (i: number) => mix32(mix32(i)) / 2 ** 32;
const truth = Uint8Array.from({ length: EXAMPLES }, (_, i) => (draw(i) < 0.3 ? 1 : 0));
const documents = Uint32Array.from({ length: EXAMPLES }, (_, i) => Math.floor(draw(i + 1000) * DOCUMENTS));
// Rounded, so that positives and negatives tie.
const scores = Float32Array.from({ length: EXAMPLES }, (_, i) =>
  Math.round(10 * (draw(i + 2000) + 0.3 * (truth[i] ?? 0))),
);
const resamples = drawResamples(DOCUMENTS, { seed: 3, resamples: 100 });

test("each resample is the AUROC of the examples of the documents drawn, as often as they were", () => {
  const values = Array.from({ length: 100 }, (_, b) => {
    const drawn = [...scores.keys()].flatMap((i) =>
      Array<number>(resamples.counts[(documents[i] ?? 0) * 100 + b] ?? 0).fill(i),
    );
    return auroc(
      Float32Array.from(drawn, (i) => scores[i] ?? 0),
      Uint8Array.from(drawn, (i) => truth[i] ?? 0),
    ).value!;
  });
  const sorted = Float64Array.from(values).sort();
  const resampled = resampleAuroc(resamples, { scores, truth, documents });
  const interval = intervalOf(resampled);
  expect(resampled.estimate).toEqual(auroc(scores, truth));
  expect(interval.low).toBeCloseTo(quantileOfSorted(sorted, 0.025), 12);
  expect(interval.high).toBeCloseTo(quantileOfSorted(sorted, 0.975), 12);
});

test("without positives, without negatives and with all of a kind in one document there is no interval", () => {
  const none = resampleAuroc(resamples, { scores, truth: new Uint8Array(EXAMPLES), documents });
  expect(none.estimate.reason).toBe("no positives");
  expect(intervalOf(none).reason).toBe("no positives");
  const one = Uint8Array.from(documents, (document) => (document === documents[0] ? 1 : 0));
  expect(intervalOf(resampleAuroc(resamples, { scores, truth: one, documents })).reason).toBe("too few documents");
});
