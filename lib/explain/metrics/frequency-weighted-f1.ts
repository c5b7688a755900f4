import { known, type Metric, missing } from "#lib/explain/metrics/metric.ts";

export type FiringFeature = { readonly f1: number; readonly firingCount: number };

/**
 * Σ count·F1 / Σ count within each source, then the plain mean over sources; a source none of whose features fired is
 * left out. Delphi's `weighted_f1`, where a hookpoint is a source and a feature without a defined F1 enters with 0.
 */
export function frequencyWeightedF1(sources: readonly (readonly FiringFeature[])[]): Metric {
  const means = sources.flatMap((features) => {
    const weight = features.reduce((total, { firingCount }) => total + firingCount, 0);
    return weight === 0 ? [] : [features.reduce((total, { f1, firingCount }) => total + f1 * firingCount, 0) / weight];
  });
  if (means.length === 0) return missing("no weight");
  return known(means.reduce((total, mean) => total + mean, 0) / means.length);
}
