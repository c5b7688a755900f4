"use client";
import type { ReactNode } from "react";
import type { HistogramBarsProps } from "./histogram-bars.tsx";
import { LazyChart } from "./lazy-chart.tsx";

const HEIGHT = 132;

export function HistogramChart(props: HistogramBarsProps): ReactNode {
  return (
    <LazyChart
      height={HEIGHT}
      load={async () => {
        const { HistogramBars } = await import("./histogram-bars.tsx");
        return <HistogramBars {...props} />;
      }}
    />
  );
}
