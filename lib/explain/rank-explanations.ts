/** Raised whenever the same explanations may be ranked otherwise: stored choices of the best are then made anew. */
export const RANKING_VERSION = 1;

/** What ranking looks at. */
export type RankedScore = {
  id: number;
  scorer: string;
  state: string;
  value: number | null;
  low: number | null;
  baseline: number | null;
};
export type Ranked<S extends RankedScore = RankedScore> = {
  id: number;
  /** `person` for what somebody wrote. */
  method: string;
  createdAt: string;
  scores: readonly S[];
};

/**
 * Explanations, best first. Those whose interval lies above the best baseline come first; then what people wrote that is
 * not scored; then the rest. Within each by how far the value is above the baseline, unscored ones last, then newest first.
 */
export function rankExplanations<E extends Ranked>(explanations: readonly E[]): E[] {
  return explanations
    .map((explanation) => ({ explanation, tier: tierOf(explanation), margin: marginOf(headlineScore(explanation)) }))
    .sort(
      (a, b) =>
        a.tier - b.tier ||
        compareMargins(b.margin, a.margin) ||
        compareText(b.explanation.createdAt, a.explanation.createdAt) ||
        b.explanation.id - a.explanation.id,
    )
    .map(({ explanation }) => explanation);
}

/** Scorers whose figures stand beside others and never lead: they see what a text is about, and no more. */
const NEVER_LEADING: ReadonlySet<string> = new Set(["embedding-match"]);

/** The score an explanation is ranked by: the newest that has a value; without one the newest, which says why. */
export function headlineScore<S extends RankedScore>({ scores }: { scores: readonly S[] }): S | undefined {
  const newest = scores.filter(({ scorer }) => !NEVER_LEADING.has(scorer)).toSorted((a, b) => b.id - a.id);
  return newest.find(isScored) ?? newest[0];
}

/** Whether even the low end of the interval is above the best baseline. */
export function beatsBaseline(score: Omit<RankedScore, "id" | "scorer"> | undefined): boolean {
  return score?.state === "scored" && score.low !== null && score.low > (score.baseline ?? 0);
}

const isScored = (score: RankedScore | undefined): score is RankedScore =>
  score?.state === "scored" && score.value !== null;

function tierOf(explanation: Ranked): number {
  if (beatsBaseline(headlineScore(explanation))) return 0;
  return explanation.method === "person" && !isScored(headlineScore(explanation)) ? 1 : 2;
}

function marginOf(score: RankedScore | undefined): number {
  if (!isScored(score)) return -Infinity;
  return (score.value ?? 0) - (score.baseline ?? 0);
}

/** Both may be −∞, whose difference is not a number. */
const compareMargins = (a: number, b: number): number => (a === b ? 0 : a - b);

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
