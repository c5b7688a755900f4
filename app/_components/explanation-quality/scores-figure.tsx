"use client";
import type { ReactNode } from "react";
import { ChartFigure } from "#app/_components/chart/chart-figure.tsx";
import { formatCount } from "#app/_components/number/format.ts";
import { numeric } from "#app/_components/table/table-head.tsx";
import { listBins } from "./list-bins.ts";
import type { ScoresBarsProps } from "./scores-bars.tsx";

const HEIGHT = 160;
const TABLE_BINS = 8;

type Props = ScoresBarsProps & { heading: string };

/** How scores spread, the spread of their baselines behind them; the same as a table. */
export function ScoresFigure({ values, baselines, percent, heading }: Props): ReactNode {
  return (
    <ChartFigure
      className="mt-3 max-w-measure"
      height={HEIGHT}
      load={async () => {
        const { ScoresBars } = await import("./scores-bars.tsx");
        return <ScoresBars values={values} baselines={baselines} percent={percent} />;
      }}
      caption={`Features by their ${heading}: bars are the explanations, the line is each one’s best baseline.`}
      columns={["From", "To", numeric("Explanations"), numeric("Baselines")]}
      rows={listBins(values, baselines, TABLE_BINS).map(({ low, high, count, behind }) => [
        formatEdge(low, percent),
        formatEdge(high, percent),
        formatCount(count),
        formatCount(behind),
      ])}
    />
  );
}

const formatEdge = (value: number, percent: boolean) =>
  (percent ? `${Number((100 * value).toPrecision(3))}%` : value.toFixed(2)).replace("-", "−");
