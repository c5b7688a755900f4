/** Raised whenever the same explanations may be ranked otherwise: stored choices of the best are then made anew. */
export const RANKING_VERSION = 3;

/** What ranking looks at. */
export type RankedScore = {
  id: number;
  scorer: string;
  state: string;
  value: number | null;
  low: number | null;
  baseline: number | null;
  detail: {
    /** To the best baseline; left out where it was not counted. */
    difference?: { low: number | null } | undefined;
  };
};
export type Ranked<S extends RankedScore = RankedScore> = {
  id: number;
  /** `person` for what somebody wrote. */
  method: string;
  createdAt: string;
  scores: readonly S[];
};

/**
 * Explanations, best first, by the share of the way from the best baseline to a perfect score that they surely go: the low
 * end of their difference over what is left above the baseline. Margins of two metrics are no one scale (0.1 above a judge's
 * 0.5 is not 0.1 above a correlation of 0); these shares all run from what knows nothing of the feature, 0, to 1. First come
 * those that surely beat their baseline; then what people wrote that is not scored; then the rest, without an interval last.
 * Of equals the newest is first.
 */
export function rankExplanations<E extends Ranked>(explanations: readonly E[]): E[] {
  return explanations
    .map((explanation) => ({ explanation, tier: tierOf(explanation), share: sureShare(headlineScore(explanation)) }))
    .sort(
      (a, b) =>
        a.tier - b.tier ||
        compareShares(b.share, a.share) ||
        compareText(b.explanation.createdAt, a.explanation.createdAt) ||
        b.explanation.id - a.explanation.id,
    )
    .map(({ explanation }) => explanation);
}

/** Scorers whose figures stand beside others and never lead: they see what a text is about, and no more. */
const NEVER_LEADING: ReadonlySet<string> = new Set(["embedding-match"]);

/** Scorers that carry an explanation out on every token: no judge stands between it and the figure. */
const CARRIED_OUT: ReadonlySet<string> = new Set(["exact-simulation", "promotion"]);

/**
 * The score an explanation is ranked by: the newest that has a value, of those without a judge if there is one; without any
 * the newest, which says why.
 */
export function headlineScore<S extends RankedScore>({ scores }: { scores: readonly S[] }): S | undefined {
  const newest = scores.filter(({ scorer }) => !NEVER_LEADING.has(scorer)).toSorted((a, b) => b.id - a.id);
  const scored = newest.filter(isScored);
  return scored.find(({ scorer }) => CARRIED_OUT.has(scorer)) ?? scored[0] ?? newest[0];
}

/** Whether the 95% interval of the difference to the best baseline lies above 0. */
export function beatsBaseline(score: Omit<RankedScore, "id" | "scorer"> | undefined): boolean {
  return score !== undefined && sureDifference(score) > 0;
}

/** What a score is surely above its best baseline; −∞ where nothing is sure. Without a paired difference, of the interval alone. */
function sureDifference(score: Omit<RankedScore, "id" | "scorer">): number {
  if (!isScored(score)) return -Infinity;
  const { low, baseline, detail } = score;
  if (detail.difference) return detail.difference.low ?? -Infinity;
  return low === null ? -Infinity : low - (baseline ?? 0);
}

function sureShare(score: RankedScore | undefined): number {
  if (!score) return -Infinity;
  const left = 1 - (score.baseline ?? 0);
  // Nothing is above a perfect baseline.
  return left > 0 ? sureDifference(score) / left : -Infinity;
}

const isScored = (score: Pick<RankedScore, "state" | "value"> | undefined): boolean =>
  score?.state === "scored" && score.value !== null;

function tierOf(explanation: Ranked): number {
  if (beatsBaseline(headlineScore(explanation))) return 0;
  return explanation.method === "person" && !isScored(headlineScore(explanation)) ? 1 : 2;
}

/** Both may be −∞, whose difference is not a number. */
const compareShares = (a: number, b: number): number => (a === b ? 0 : a - b);

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
