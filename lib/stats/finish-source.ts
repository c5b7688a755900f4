import { groupExamples } from "#lib/stats/example-groups.ts";
import { type Example, listExamples } from "#lib/stats/example-pool.ts";
import type { CoactivatingFeature } from "#lib/stats/association.ts";
import type { ActivationDetail } from "#lib/stats/feature-detail.ts";
import { float16ToNumber, roundToFloat16 } from "#lib/stats/float16.ts";
import { displayHistogram, histogramBinWidth, histogramQuantile, histogramTotal } from "#lib/stats/histogram.ts";
import { pairPartners } from "#lib/stats/pair-counts.ts";
import { flushBatch, type SourceAccumulator } from "#lib/stats/source-accumulator.ts";
import { sketchPartners } from "#lib/stats/token-sketches.ts";

const QUANTILE_PROBABILITIES = [0.5, 0.9, 0.99, 0.999];
const PARTNER_COUNT = 10;

/** One feature's summary with the examples it was chosen from. */
export type FeatureSummary = {
  feature: number;
  /** activeTokens / tokensSeen; 0 before any token. */
  density: number;
  detail: ActivationDetail;
  /** Everything kept, by ascending sequence, with document, split and sampling hash: for explainers and scorers. */
  kept: Example[];
};

/**
 * Summarises every feature, in order, one at a time so that memory stays flat. A feature that is never active gets an empty,
 * valid detail. The accumulator may be added to afterwards, not meanwhile.
 */
export function* finishSource(accumulator: SourceAccumulator): Generator<FeatureSummary> {
  flushBatch(accumulator);
  const partners = partnerLookup(accumulator);
  for (let feature = 0; feature < accumulator.options.features; feature++) {
    yield finishFeature(accumulator, feature, partners);
  }
}

/** A function that lists the features which are active together with a given one (nothing if that was not counted). */
function partnerLookup({
  coactivation,
  histograms,
  options,
  tokensSeen,
}: SourceAccumulator): (feature: number) => CoactivatingFeature[] {
  if (coactivation === undefined) return () => [];
  if (coactivation.kind === "pairs") return (feature) => pairPartners(coactivation, feature, PARTNER_COUNT);
  const activeTokens = Float64Array.from({ length: options.features }, (_, feature) =>
    histogramTotal(histograms, feature),
  );
  const lookup = sketchPartners(coactivation, activeTokens, tokensSeen);
  return (feature) => lookup(feature, PARTNER_COUNT);
}

function finishFeature(
  accumulator: SourceAccumulator,
  feature: number,
  partners: (feature: number) => CoactivatingFeature[],
): FeatureSummary {
  const { histograms, tokensSeen, options } = accumulator;
  const activeTokens = histogramTotal(histograms, feature);
  const max = float16ToNumber(accumulator.maxBits[feature] ?? 0);
  const sum = (accumulator.sumHigh[feature] ?? 0) * 2 ** 24 + (accumulator.sumLow[feature] ?? 0);
  const kept = listExamples(accumulator.pools, feature);
  return {
    feature,
    density: tokensSeen === 0 ? 0 : activeTokens / tokensSeen,
    detail: {
      tokensSeen,
      activeTokens,
      activeSequences: accumulator.activeSequences[feature] ?? 0,
      activeDocuments: accumulator.activeDocuments[feature] ?? 0,
      max,
      mean: activeTokens === 0 ? 0 : sum / activeTokens,
      activations: displayHistogram(histograms, feature, max),
      quantiles:
        activeTokens === 0
          ? []
          : QUANTILE_PROBABILITIES.map((probability) => ({
              probability,
              value: histogramQuantile(histograms, feature, probability, max),
            })),
      quantileError: activeTokens === 0 ? 0 : histogramBinWidth(histograms, feature),
      groups: groupExamples(kept, options),
      coactivating: partners(feature).map(roundPartner),
    },
    kept,
  };
}

/** As stored, so that what is shown does not depend on whether it was stored first. */
function roundPartner(partner: CoactivatingFeature): CoactivatingFeature {
  return {
    ...partner,
    phi: roundToFloat16(partner.phi),
    shareOfFeature: roundToFloat16(partner.shareOfFeature),
    shareOfPartner: roundToFloat16(partner.shareOfPartner),
  };
}
