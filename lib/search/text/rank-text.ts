import { isAboveMaximum, strengthOf, surpriseOf, textScore, tokenScore } from "./score.ts";
import type { Trace } from "./traces.ts";

/** What the catalog knows of a feature that is not dead. */
export type FeatureScale = { activeTokens: number; maxActivation: number };

/** One source over one text. */
export type SourceTraces = {
  source: string;
  /** Tokens of the corpus over which its features were counted. */
  tokens: number;
  /** By feature index. */
  traces: ReadonlyMap<number, Trace>;
  /** By feature index; features without one, dead in the corpus, have no maximum to compare with and are not ranked. */
  scales: ReadonlyMap<number, FeatureScale>;
};

export type RankedFeature = Trace & {
  source: string;
  index: number;
  maxActivation: number;
  surprise: number;
  /** Of its strongest token. */
  strength: number;
  aboveMaximum: boolean;
  /** Position of its strongest token, the first of equals. */
  peak: number;
  /** Over the whole text. */
  score: number;
};

/** A feature on one token: `feature` counts into `features`. */
export type TokenFeature = { feature: number; strength: number; score: number };

export type TextRanking = {
  /** Every feature that one of the two lists names, in the order of the whole text. */
  features: RankedFeature[];
  /** Best first for the whole text, counting into `features`. */
  ranking: number[];
  /** [tokens] best first for each. */
  byToken: TokenFeature[][];
  /** How many ranked features are active anywhere in the text. */
  active: number;
  /** By source, how many active features are not ranked because they are dead in the corpus. */
  unranked: ReadonlyMap<string, number>;
};

export type RankOptions = {
  /** How many features for the whole text. */
  limit: number;
  /** How many for each token. */
  tokenLimit: number;
};

/**
 * Ranks the features of all sources over a text, as a whole and token by token, by strength and surprise (`score.ts`).
 * Equal scores go by source as given, then by index.
 * @param tokens of the text
 */
export function rankText(
  tokens: number,
  sources: readonly SourceTraces[],
  { limit, tokenLimit }: RankOptions,
): TextRanking {
  const all = sources.flatMap(rankSource).toSorted((a, b) => b.score - a.score);
  const best = Array.from({ length: tokens }, (): TokenFeature[] => []);
  for (const [feature, ranked] of all.entries()) offerToTokens(best, ranked, feature, tokenLimit);
  const named = new Set([...all.keys()].slice(0, limit));
  for (const { feature } of best.flat()) named.add(feature);
  const kept = [...named].toSorted((a, b) => a - b);
  const place = new Map(kept.map((feature, at) => [feature, at]));
  const placeOf = (feature: number) => place.get(feature) ?? -1;
  return {
    features: kept.flatMap((feature) => all[feature] ?? []),
    ranking: [...all.keys()].slice(0, limit).map(placeOf),
    byToken: best.map((entries) => entries.map((entry) => ({ ...entry, feature: placeOf(entry.feature) }))),
    active: all.length,
    unranked: new Map(sources.map(({ source, traces, scales }) => [source, countMissing(traces, scales)])),
  };
}

function rankSource({ source, tokens, traces, scales }: SourceTraces): RankedFeature[] {
  const ranked: RankedFeature[] = [];
  for (const [index, { positions, values }] of traces) {
    const scale = scales.get(index);
    if (!scale) continue;
    const surprise = surpriseOf({ activeTokens: scale.activeTokens, tokens });
    let largest = 0;
    let peak = 0;
    let total = 0;
    values.forEach((value, at) => {
      total += strengthOf(value, scale.maxActivation);
      if (value <= largest) return;
      largest = value;
      peak = positions[at] ?? 0;
    });
    const strength = strengthOf(largest, scale.maxActivation);
    const score = textScore({ peak: strength, total }, surprise);
    const aboveMaximum = isAboveMaximum(largest, scale.maxActivation);
    const { maxActivation } = scale;
    ranked.push({ source, index, positions, values, maxActivation, surprise, strength, aboveMaximum, peak, score });
  }
  return ranked.toSorted((a, b) => a.index - b.index);
}

/** Enters a feature into the list of every token it is active on, where it is among the best. */
function offerToTokens(
  best: TokenFeature[][],
  { positions, values, maxActivation, surprise }: RankedFeature,
  feature: number,
  tokenLimit: number,
): void {
  positions.forEach((position, at) => {
    const entries = best[position];
    if (!entries) return;
    const strength = strengthOf(values[at] ?? 0, maxActivation);
    const score = tokenScore(strength, surprise);
    const after = entries.findIndex((entry) => entry.score < score);
    if (after < 0 && entries.length >= tokenLimit) return;
    entries.splice(after < 0 ? entries.length : after, 0, { feature, strength, score });
    if (entries.length > tokenLimit) entries.pop();
  });
}

function countMissing(traces: SourceTraces["traces"], scales: SourceTraces["scales"]): number {
  let missing = 0;
  for (const index of traces.keys()) if (!scales.has(index)) missing += 1;
  return missing;
}
