"use client";
import type { ReactNode } from "react";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import { numeric } from "#app/_components/table/table-head.tsx";
import type { Histogram } from "#lib/catalog/schema.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { coarsen } from "./coarsen.ts";

const HEIGHT = 132;
const TABLE_ROWS = 10;

type Props = { histogram: Histogram; title: string; unit: string; caption: string; signed?: boolean; log?: boolean };

/** A histogram and the same in words and figures. A client component so that the counts travel once. */
export function HistogramFigure({ histogram, title, unit, caption, signed = false, log = false }: Props): ReactNode {
  return (
    <ChartFigure
      height={HEIGHT}
      load={async () => {
        const { HistogramBars } = await import("./histogram-bars.tsx");
        return <HistogramBars histogram={histogram} name={title} unit={unit} signed={signed} log={log} />;
      }}
      title={title}
      caption={caption}
      columns={["From", "To", numeric(unit)]}
      rows={coarsen(histogram, TABLE_ROWS).map(({ low, high, count }) => [
        formatValue(low),
        formatValue(high),
        formatCount(count),
      ])}
    />
  );
}
