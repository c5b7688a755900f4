import { intervalOf, type Resampled, subtractResampled } from "#lib/explain/metrics/bootstrap.ts";
import type { Baseline, ScoreDetail } from "#lib/explain/schema.ts";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

export type Compared = Pick<ScoreOutcome, "value" | "low" | "high" | "baseline"> &
  Pick<ScoreDetail, "baselines" | "difference">;

/**
 * A score beside its baselines, each with its interval, and how far it is above the best of them. The best is the one with
 * the highest value over all documents, whichever is highest in a resample; of equals the one named first.
 * @param baselines on the same resamples as the score; without a value where they could not be counted
 */
export function compareBaselines(
  score: Resampled,
  baselines: readonly { name: Baseline["name"]; figure: Resampled }[],
): Compared {
  const valueOf = ({ figure }: (typeof baselines)[number]) => figure.estimate.value ?? -Infinity;
  const [best] = baselines.toSorted((a, b) => valueOf(b) - valueOf(a));
  const against = best && subtractResampled(score, best.figure);
  return {
    value: score.estimate.value,
    ...endsOf(score),
    baseline: best?.figure.estimate.value ?? null,
    baselines: baselines.map(({ name, figure }) => ({ name, value: figure.estimate.value, ...endsOf(figure) })),
    ...(best &&
      against &&
      against.estimate.value !== null && {
        difference: { against: best.name, value: against.estimate.value, ...endsOf(against) },
      }),
  };
}

function endsOf(figure: Resampled): { low: number | null; high: number | null } {
  const { low, high } = intervalOf(figure);
  return { low, high };
}
