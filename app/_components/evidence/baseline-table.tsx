import type { ReactNode } from "react";
import {
  baselineWords,
  describeInterval,
  describeScore,
  formatFigure,
  formatSigned,
  scaleTop,
} from "#app/_components/explanation/describe-score.ts";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import type { ScoreView } from "#lib/explain/schema.ts";

/** A score, each of its baselines and the difference to the best of them, all on the same scale. */
export function BaselineTable({
  score,
  subject = "This explanation",
}: {
  score: ScoreView;
  /** What the score is of. */
  subject?: string;
}): ReactNode {
  const { value, low, high, baseline: best, detail } = score;
  const { metric, baselines, difference } = detail;
  const words = describeScore({ ...score, metric });
  if (!words || value === null) return null;
  const top = scaleTop({ ...score, metric });
  return (
    <table className="sheet">
      <thead>
        <tr>
          <th scope="col">{metric === "share-promoted" ? "Share of next tokens" : firstUpper(words.metric)}</th>
          <th scope="col" className="num">
            Value
          </th>
          <th scope="col" className="num">
            95% interval
          </th>
          <th scope="col" className="ps-6 max-md:hidden">
            <span className="sr-only">On a scale from 0 to {formatFigure(top, metric)}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{subject}</th>
          <td className="num font-serif text-read">{words.value}</td>
          <td className="num">{words.interval ?? "none"}</td>
          <td className="ps-6 max-md:hidden">
            <FigureScale
              value={value}
              top={top}
              {...(best === null ? {} : { baseline: best })}
              {...intervalOf(low, high)}
            />
          </td>
        </tr>
        {baselines.map(({ name, value: figure, low, high }) => (
          <tr key={name}>
            <th scope="row" className="font-normal">
              {firstUpper(baselineWords(name, metric))}
            </th>
            <td className="num">{figure === null ? "not counted" : formatFigure(figure, metric)}</td>
            <td className="num text-quiet">
              {figure === null ? "none" : describeInterval(low, high, (end) => formatFigure(end, metric))}
            </td>
            <td className="ps-6 max-md:hidden">
              {figure === null ? null : <FigureScale value={figure} top={top} {...intervalOf(low, high)} />}
            </td>
          </tr>
        ))}
        {difference === undefined ? null : (
          <tr>
            <th scope="row">Above {baselineWords(difference.against, metric)}</th>
            <td className="num">{formatSigned(difference.value, metric)}</td>
            <td className="num">
              {describeInterval(difference.low, difference.high, (end) => formatSigned(end, metric))}
            </td>
            <td className="ps-6 max-md:hidden">
              <FigureScale
                value={difference.value}
                baseline={0}
                top={top}
                {...intervalOf(difference.low, difference.high)}
              />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function intervalOf(low: number | null | undefined, high: number | null | undefined) {
  if (low === null || low === undefined || high === null || high === undefined) return {};
  return { interval: [low, high] as const };
}

const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
