import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import type { Interval, SourceInfo, SourceQuality } from "#lib/catalog/schema.ts";
import { readPublishedQuality, type PublishedQuality } from "./read-published.ts";

export type QualityFigure = {
  name: string;
  how: string;
  value: string;
  /** Its 95% interval; absent where none was measured, or none can be. */
  interval?: string | undefined;
  /** What the source's own files state for it. */
  published: string | undefined;
  /** On what, where it says nothing without. */
  publishedOn?: string | undefined;
  scale?: { value: number; baseline: number; interval?: readonly [number, number] } | undefined;
  /** What it must beat, or what it is a part of. */
  against: string;
};

/** What was measured of a source, in the order a sceptic asks. */
export function listQualityFigures(source: SourceInfo): {
  figures: QualityFigure[];
  published: PublishedQuality | undefined;
} {
  const { quality, summary, features } = source;
  const published = readPublishedQuality(source.published);
  const figures = [
    ...(quality ? measured(quality, features, published) : []),
    ...(summary ? [deadFigure(source, published)] : []),
  ];
  return { figures, published };
}

function measured(quality: SourceQuality, features: number, published: PublishedQuality | undefined): QualityFigure[] {
  const {
    fve,
    mse,
    pcaFve,
    pcaRank,
    ceClean,
    ceWithSource,
    ceZeroAblated,
    ceMeanAblated,
    ceRecoveredZero,
    ceRecoveredMean,
    l0,
  } = quality;
  return [
    {
      name: "Variance explained",
      how: "1 − Σ‖x − x̂‖² / Σ‖x − x̄‖²",
      value: formatValue(fve),
      interval: formatInterval(quality.fveInterval),
      published: shown(published?.fve),
      scale: { value: fve, baseline: pcaFve, ...drawn(quality.fveInterval) },
      against: `${withInterval(formatValue(pcaFve), quality.pcaFveInterval)} by PCA of rank ${pcaRank}`,
    },
    {
      name: "Mean squared error",
      how: "Σ‖x − x̂‖² / (tokens · width)",
      value: formatValue(mse),
      published: undefined,
      against: fve < 1 ? `${formatValue(mse / (1 - fve))} with the mean in its place` : "",
    },
    {
      name: "Loss recovered, against zero",
      how: "(ablated − with source) / (ablated − clean)",
      value: shown(ceRecoveredZero) ?? NO_HARM,
      interval: formatInterval(quality.ceRecoveredZeroInterval),
      published: shown(published?.recoveredZero),
      scale: recoveredScale(ceRecoveredZero, quality.ceRecoveredZeroInterval),
      against: `clean ${formatValue(ceClean)}, with source ${formatValue(ceWithSource)}, zeroed ${formatValue(ceZeroAblated)}`,
    },
    {
      name: "Loss recovered, against mean",
      how: "the same, with the mean in place of zero",
      value: shown(ceRecoveredMean) ?? NO_HARM,
      interval: formatInterval(quality.ceRecoveredMeanInterval),
      published: shown(published?.recoveredMean),
      scale: recoveredScale(ceRecoveredMean, quality.ceRecoveredMeanInterval),
      against: `mean in its place ${formatValue(ceMeanAblated)}`,
    },
    {
      name: "L0",
      how: "active features a token, on average",
      value: formatValue(l0),
      published: shown(published?.l0),
      against: `${formatCount(features)} features`,
    },
  ];
}

function deadFigure({ summary, features }: SourceInfo, published: PublishedQuality | undefined): QualityFigure {
  const dead = summary?.dead ?? 0;
  return {
    name: "Dead features",
    how: "never active on the counted tokens",
    value: formatShare(dead / features),
    published: published?.deadShare === undefined ? undefined : formatShare(published.deadShare),
    publishedOn: published?.deadTokens === undefined ? undefined : `on ${formatCount(published.deadTokens)} tokens`,
    against: `${formatCount(dead)} of ${formatCount(features)} over ${formatCount(summary?.tokens ?? 0)} tokens; more text wakes some`,
  };
}

/** How the intervals came about, or why there are none. */
export function describeIntervals({ fveInterval, documents }: SourceQuality): string {
  if (fveInterval) return "Below a figure its 95% interval, whole documents drawn again.";
  if (documents < 2) return "One document gives no intervals.";
  return "No intervals: it was measured before they were.";
}

/** What stands for loss recovered where the model does no worse without the activation. */
const NO_HARM = "no harm done";

const recoveredScale = (value: number | undefined, interval: Interval | undefined): QualityFigure["scale"] =>
  value === undefined ? undefined : { value, baseline: 0, ...drawn(interval) };

/** As FigureScale takes it. */
export const drawn = (interval: Interval | undefined): { interval?: readonly [number, number] } =>
  interval ? { interval: [interval.low, interval.high] } : {};

export const formatInterval = (interval: Interval | undefined): string | undefined =>
  interval && `${formatValue(interval.low)} to ${formatValue(interval.high)}`;

const withInterval = (value: string, interval: Interval | undefined) =>
  interval ? `${value} (${formatInterval(interval)})` : value;

const shown = (value: number | undefined) => (value === undefined ? undefined : formatValue(value));

/** Why a published figure need not be ours. */
export const describePublished = ({ tokens }: PublishedQuality): string =>
  `Published figures are its authors' own, on ${tokens === undefined ? "text of theirs" : `${formatCount(tokens)} tokens of theirs`} and by their formulas.`;
