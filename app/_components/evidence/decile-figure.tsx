"use client";
import type { ReactNode } from "react";
import { ChartFigure } from "#app/_components/chart/chart-figure.tsx";
import { formatShare } from "#app/_components/number/format.ts";
import { numeric } from "#app/_components/table/table-head.tsx";
import type { DecileBarsProps } from "./decile-bars.tsx";

const HEIGHT = 132;

/** Recall by tenths as a chart, in a sentence and as a table. */
export function DecileFigure(props: DecileBarsProps & { sentence: string }): ReactNode {
  const { recall, overall, sentence } = props;
  return (
    <ChartFigure
      height={HEIGHT}
      load={async () => {
        const { DecileBars } = await import("./decile-bars.tsx");
        return <DecileBars recall={recall} overall={overall} />;
      }}
      title="Recall by tenths of the tokens on which it fires, strongest first"
      caption={sentence}
      columns={["Tenth", numeric("Recall")]}
      rows={recall.map((share, tenth) => [String(tenth + 1), share === null ? "no tokens" : formatShare(share)])}
    />
  );
}
