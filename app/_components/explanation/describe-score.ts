import { formatCount, formatShare, formatValue, plural } from "#app/_components/number/format.ts";
import type { Baseline, Difference, FalseAlarms, ScoreView } from "#lib/explain/schema.ts";
import type { ScoreLine } from "#lib/explain/views.ts";

type Figure = Pick<ScoreLine, "state" | "value" | "low" | "high" | "baseline" | "metric">;

const METRICS: Readonly<Record<string, string>> = {
  correlation: "correlation",
  "balanced-accuracy": "balanced accuracy",
  auroc: "AUROC",
  "share-promoted": "of next tokens",
  accuracy: "accuracy",
};

/** What the headline figure of a metric is called, after its number. */
export const metricName = (metric: string): string => METRICS[metric] ?? metric;

/** Shares of next tokens are small and read as percentages; every other metric lies between 0 and 1. */
export const formatFigure = (value: number, metric: string): string =>
  metric === "share-promoted" ? formatShare(value) : formatTwo(value);

/** A difference of two figures: +0.12, −0.03, and 0.00 for what reads as none. */
export function formatSigned(value: number, metric: string): string {
  const size = formatFigure(Math.abs(value), metric);
  if (Number.parseFloat(size) === 0) return size;
  return `${value < 0 ? "−" : "+"}${size}`;
}

/** Two figures as an interval. A figure that no resample moves is exact. */
export function describeInterval(
  low: number | null | undefined,
  high: number | null | undefined,
  show: (value: number) => string,
): string {
  if (low === null || low === undefined || high === null || high === undefined) return "none";
  return low === high ? "exact" : `${show(low)} to ${show(high)}`;
}

/** How far a figure is above its best baseline, with the interval of that. */
export function describeDifference(difference: Difference | null, metric: string): string {
  if (difference === null) return "not counted";
  const show = (value: number) => formatSigned(value, metric);
  const { value, low, high } = difference;
  return low === null || high === null ? show(value) : `${show(value)} (${show(low)} to ${show(high)})`;
}

/** Two decimals, which is all that an interval of a few hundredths bears. */
const formatTwo = (value: number): string =>
  value
    .toFixed(2)
    .replace("-", "−")
    .replace(/^−0\.00$/, "0.00");

export type ScoreWords = { value: string; metric: string; interval: string | undefined; against: string | undefined };

/** A score's numbers as they are read beside its scale; undefined where there is none. */
export function describeScore({ state, value, low, high, baseline, metric }: Figure): ScoreWords | undefined {
  if (state !== "scored" || value === null) return undefined;
  const show = (figure: number) => formatFigure(figure, metric);
  return {
    value: show(value),
    metric: metricName(metric),
    interval: low === null || high === null ? undefined : `${show(low)} to ${show(high)}`,
    against: baseline === null ? undefined : show(baseline),
  };
}

const TOPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const;

/** Where the scale of a metric ends: 1, but for shares so small that nothing could be told apart on it. */
export function scaleTop({
  metric,
  value,
  high,
  baseline,
}: Pick<Figure, "metric" | "value" | "high" | "baseline">): number {
  if (metric !== "share-promoted") return 1;
  const most = Math.max(value ?? 0, high ?? 0, baseline ?? 0);
  return TOPS.find((top) => top >= most) ?? 1;
}

/** Why a score has no figure, in a sentence. */
export function describeMissing({
  state,
  detail,
}: Pick<ScoreView, "state"> & { detail: Partial<ScoreView["detail"]> }): string {
  const fallback = state === "failed" ? "It could not be scored." : "Not enough held-out text for a figure.";
  return detail.why ?? fallback;
}

/** What a score was counted on: a judge and an encoder see passages, everything else is counted on tokens. */
export function describeBasis({
  positives,
  detail: { metric, tokens, documents },
}: Pick<ScoreView, "positives" | "detail">): string {
  const where = `in ${plural(documents, "held-out document")}`;
  if (metric === "accuracy")
    return `On ${plural(tokens, "set")} of five passages ${where}, drawn from ${formatCount(positives)} passages where it fires.`;
  if (metric === "auroc")
    return `On ${plural(positives, "passage")} where it fires, of ${formatCount(tokens)} ${where}.`;
  return metric === "balanced-accuracy"
    ? `On ${formatCount(tokens)} passages ${where}, drawn from ${formatCount(positives)} where it fires and as many where it is silent.`
    : `On ${plural(positives, "token")} where it fires, of ${formatCount(tokens)} ${where}.`;
}

const BASELINE_WORDS: Readonly<Record<Baseline["name"], string>> = {
  "top-token": "its most frequent token alone",
  shuffled: "explanations of other features",
  constant: "saying the same everywhere",
  "base-rate": "the same tokens after any token",
  chance: "guessing",
};

/** What a baseline of a score is, in words; of sets of passages others are shuffled than of explanations. */
export const baselineWords = (name: Baseline["name"], metric: string): string =>
  name === "shuffled" && metric === "accuracy" ? "silent passages of the same documents" : BASELINE_WORDS[name];

export const NEGATIVE_WORDS: Readonly<Record<FalseAlarms["negatives"], string>> = {
  random: "anything silent",
  "same-token": "the same tokens, silent",
  "nearest-text": "similar text, silent",
  "neighbour-feature": "what fires its nearest features",
};

/** Of the tenths that recall was counted in, the strongest and the weakest that had any. */
export function recallEnds(recall: readonly (number | null)[]): { strongest: number; weakest: number } | undefined {
  const counted = recall.filter((share) => share !== null);
  const [strongest] = counted;
  const weakest = counted.at(-1);
  return strongest === undefined || weakest === undefined ? undefined : { strongest, weakest };
}

/** Names a figure that the recall by tenths shows in full. */
export const ENDS = "recall of its strongest and weakest tenth";

/** What single scorers count besides. */
const OWN_FIGURES = [
  { key: "hits", name: "hits", format: formatCount },
  { key: "lift", name: "times the base rate", format: formatValue },
  { key: "aurocSameToken", name: "AUROC against the same tokens, silent", format: formatTwo },
  { key: "aurocNearestText", name: "AUROC against similar text, silent", format: formatTwo },
  { key: "aurocNeighbourFeature", name: "AUROC against what fires its nearest features", format: formatTwo },
  { key: "foundStrongest", name: "intruders found among its strongest tenth", format: formatTwo },
  { key: "foundWeakest", name: "among its weakest", format: formatTwo },
  { key: "aurocExamples", name: "AUROC of single passages", format: formatTwo },
  { key: "specificity", name: "specificity", format: formatTwo },
  { key: "wrongMarksTaken", name: "wrong marks taken for right", format: formatShare },
  { key: "correlationAnswered", name: "correlation where answered", format: formatTwo },
  { key: "correlationCalibrated", name: "calibrated", format: formatTwo },
  { key: "varianceExplainedCalibrated", name: "variance explained, calibrated", format: formatTwo },
] as const;

/** The figures besides the headline, named, in the order a sceptic asks. */
export function listFigures({ detail }: Pick<ScoreView, "detail">): { name: string; value: string }[] {
  const { precision, recall, f1, auroc, averagePrecision, recallByDecile, falseAlarms, figures, failedShare } = detail;
  const shown = (name: string, value: number | null | undefined, format = formatTwo) =>
    value === null || value === undefined ? [] : [{ name, value: format(value) }];
  const ends = recallEnds(recallByDecile ?? []);
  return [
    ...shown("precision", precision),
    ...shown("recall", recall),
    ...shown("F1", f1),
    ...shown("AUROC", auroc),
    ...shown("average precision", averagePrecision),
    ...(ends ? [{ name: ENDS, value: `${formatTwo(ends.strongest)} and ${formatTwo(ends.weakest)}` }] : []),
    ...(falseAlarms ?? []).map(({ negatives, rate }) => ({
      name: `false alarms on ${NEGATIVE_WORDS[negatives]}`,
      value: formatShare(rate),
    })),
    ...OWN_FIGURES.flatMap(({ key, name, format }) => shown(name, figures?.[key], format)),
    ...shown("answers that failed, counted as wrong", failedShare, formatShare),
  ];
}
