"use client";
import type { ReactNode } from "react";
import { LazyChart } from "./lazy-chart.tsx";
import type { ScatterPlotProps } from "./scatter-plot.tsx";

const HEIGHT = 320;

export function ScatterChart(props: ScatterPlotProps): ReactNode {
  return (
    <LazyChart
      height={HEIGHT}
      load={async () => {
        const { ScatterPlot } = await import("./scatter-plot.tsx");
        return <ScatterPlot {...props} />;
      }}
    />
  );
}
