import type { Resampled } from "#lib/explain/metrics/bootstrap.ts";
import { auroc } from "#lib/explain/metrics/ranking.ts";
import { requireSameLength } from "#lib/explain/metrics/same-length.ts";
import type { Resamples } from "#lib/stats/resamples.ts";

/**
 * AUROC of examples, and of those of the documents drawn for each resample: an example counts as often as its document was
 * drawn. O(n log n + resamples · n).
 * @param scores [n] higher means more likely positive
 * @param truth [n] 0 or 1
 * @param documents [n] which document each example is of
 */
export function resampleAuroc(
  { counts, resamples }: Resamples,
  { scores, truth, documents }: { scores: Float32Array; truth: Uint8Array; documents: Uint32Array },
): Resampled {
  requireSameLength({ scores, truth, documents });
  const estimate = auroc(scores, truth);
  if (estimate.value === null) return { estimate, values: new Float64Array(resamples).fill(NaN) };
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  // [resamples] each; "own" is of the examples with the score at hand, which rank neither above nor below each other.
  const positives = new Float64Array(resamples);
  const negatives = new Float64Array(resamples);
  const wins = new Float64Array(resamples);
  const own = { positives: new Float64Array(resamples), negatives: new Float64Array(resamples) };
  const close = () => {
    for (let b = 0; b < resamples; b++) {
      const here = own.positives[b] ?? 0;
      const against = own.negatives[b] ?? 0;
      wins[b] = (wins[b] ?? 0) + against * ((positives[b] ?? 0) + here / 2);
      positives[b] = (positives[b] ?? 0) + here;
      negatives[b] = (negatives[b] ?? 0) + against;
    }
    own.positives.fill(0);
    own.negatives.fill(0);
  };
  for (let place = 0; place < order.length; place++) {
    const example = order[place] ?? 0;
    const base = (documents[example] ?? 0) * resamples;
    const side = truth[example] === 0 ? own.negatives : own.positives;
    for (let b = 0; b < resamples; b++) side[b] = (side[b] ?? 0) + (counts[base + b] ?? 0);
    if (scores[order[place + 1] ?? -1] !== scores[example]) close();
  }
  // Without positives or negatives a resample has no AUROC: 0 / 0.
  const values = wins.map((won, b) => won / (positives[b] ?? 0) / (negatives[b] ?? 0));
  return { estimate, values };
}
