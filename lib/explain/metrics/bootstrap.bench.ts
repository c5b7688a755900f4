import { bench, describe } from "vitest";
import { bootstrap, intervalOf, resample, subtractResampled } from "#lib/explain/metrics/bootstrap.ts";
import { f1 } from "#lib/explain/metrics/classification.ts";
import { CONFUSION_SUMS_WIDTH, confusionStatistic } from "#lib/explain/metrics/confusion-sums.ts";
import type { DocumentSums } from "#lib/explain/metrics/document-sums.ts";
import { MOMENT_SUMS_WIDTH, momentStatistic } from "#lib/explain/metrics/moment-sums.ts";
import { resampleDocuments } from "#lib/explain/metrics/resamples.ts";
import { correlation } from "#lib/explain/metrics/simulation.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";
import { drawResamples } from "#lib/stats/resamples.ts";

const DOCUMENTS = 200;
const random = createRandom(1);

function sumsOf(touched: number, row: () => number[]): DocumentSums {
  const rows = Array.from({ length: touched }, row);
  const stride = DOCUMENTS / touched;
  const documents = Uint32Array.from({ length: touched }, (_, i) => Math.floor(i * stride));
  return { width: rows[0]?.length ?? 0, documents, sums: Float64Array.from(rows.flat()) };
}

const confusionRow = () => [20, 18, Math.floor(random() * 15)].slice(0, CONFUSION_SUMS_WIDTH);
const momentRow = () => Array.from({ length: MOMENT_SUMS_WIDTH }, () => 1 + random());

for (const resamples of [200, 1000]) {
  const shared = resampleDocuments(
    new Uint32Array(DOCUMENTS).fill(500),
    drawResamples(DOCUMENTS, { seed: 1, resamples }),
  );
  describe(`${DOCUMENTS} documents, ${resamples} resamples`, () => {
    for (const touched of [10, 200]) {
      const confusion = sumsOf(touched, confusionRow);
      const baseline = sumsOf(touched, confusionRow);
      const moments = sumsOf(touched, momentRow);
      bench(`F1, ${touched} documents touched`, () => void bootstrap(shared, confusion, confusionStatistic(f1)));
      bench(`F1 − baseline, ${touched} documents touched`, () => {
        const [ours, theirs] = [confusion, baseline].map((sums) => resample(shared, sums, confusionStatistic(f1)));
        if (ours && theirs) intervalOf(subtractResampled(ours, theirs));
      });
      bench(`correlation, ${touched} documents touched`, () => {
        bootstrap(shared, moments, momentStatistic(correlation));
      });
    }
    bench("drawing, once for all features", () => void drawResamples(DOCUMENTS, { seed: 1, resamples }));
  });
}
