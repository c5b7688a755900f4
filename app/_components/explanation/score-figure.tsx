import type { ReactNode } from "react";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import { formatShare } from "#app/_components/number/format.ts";
import type { ScoreLine } from "#lib/explain/views.ts";
import { describeScore, scaleTop } from "./describe-score.ts";

export type ScoreFigures = Pick<ScoreLine, "state" | "value" | "low" | "high" | "baseline" | "metric">;

/** A score as point, interval and baseline tick, with the same in numbers. Nothing where there is no value. */
export function ScoreFigure({ score }: { score: ScoreFigures }): ReactNode {
  const words = describeScore(score);
  if (!words || score.value === null) return null;
  const top = scaleTop(score);
  return (
    <span className="score">
      <span className="score-scale">
        <ScoreScale score={score} />
        {top < 1 ? <span className="note"> to {formatShare(top)}</span> : null}
      </span>
      <span>
        <strong>{words.value}</strong> {words.metric}
        <span className="text-quiet">
          {words.interval ? ` (${words.interval})` : ""}
          {words.against ? `, against ${words.against}` : ""}
        </span>
      </span>
    </span>
  );
}

/** The drawing alone, where the numbers stand beside it. */
export function ScoreScale({ score: { value, low, high, baseline, ...score } }: { score: ScoreFigures }): ReactNode {
  if (value === null) return null;
  return (
    <FigureScale
      value={value}
      {...(baseline === null ? {} : { baseline })}
      {...(low === null || high === null ? {} : { interval: [low, high] })}
      top={scaleTop({ ...score, value, high, baseline })}
    />
  );
}
