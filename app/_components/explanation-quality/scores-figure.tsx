"use client";
import type { ReactNode } from "react";
import { LazyChart } from "#app/_components/chart/lazy-chart.tsx";
import { formatCount } from "#app/_components/number/format.ts";
import type { ScoresBarsProps } from "./scores-bars.tsx";
import { listBins } from "./list-bins.ts";

const HEIGHT = 160;
const TABLE_BINS = 8;

type Props = ScoresBarsProps & { heading: string };

/** How scores spread, the spread of their baselines behind them; the same as a table. */
export function ScoresFigure({ values, baselines, percent, heading }: Props): ReactNode {
  return (
    <figure className="mt-3 max-w-measure">
      <LazyChart
        height={HEIGHT}
        load={async () => {
          const { ScoresBars } = await import("./scores-bars.tsx");
          return <ScoresBars values={values} baselines={baselines} percent={percent} />;
        }}
      />
      <figcaption className="note">
        Features by their {heading}: bars are the explanations, the line is each one’s best baseline.
      </figcaption>
      <details className="note">
        <summary>The same as a table</summary>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="num">
                Explanations
              </th>
              <th scope="col" className="num">
                Baselines
              </th>
            </tr>
          </thead>
          <tbody>
            {listBins(values, baselines, TABLE_BINS).map(({ from, to, count, behind }) => (
              <tr key={from}>
                <td>{formatEdge(from, percent)}</td>
                <td>{formatEdge(to, percent)}</td>
                <td className="num">{formatCount(count)}</td>
                <td className="num">{formatCount(behind)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

const formatEdge = (value: number, percent: boolean) =>
  (percent ? `${Number((100 * value).toPrecision(3))}%` : value.toFixed(2)).replace("-", "−");
