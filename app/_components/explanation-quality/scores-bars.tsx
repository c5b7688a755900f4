"use client";
import type { ReactNode } from "react";
import { Bar, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS, formatAxis, TOOLTIP_STYLE } from "#app/_components/chart/chart-style.ts";
import { formatCount } from "#app/_components/number/format.ts";
import type { Histogram } from "#lib/catalog/schema.ts";
import { listBins, type PairedBin } from "./list-bins.ts";

export type ScoresBarsProps = { values: Histogram; baselines: Histogram; percent: boolean };

/** Scores as bars, their baselines as a stepped line over the same bins. */
export function ScoresBars({ values, baselines, percent }: ScoresBarsProps): ReactNode {
  const bins = listBins(values, baselines, values.counts.length);
  const format = (value: number) => (percent ? `${formatAxis(100 * value)}%` : formatAxis(value));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={bins.map((bin) => ({ ...bin, at: (bin.low + bin.high) / 2 }))}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap={1}
        accessibilityLayer
        title="Scores and their baselines"
      >
        <XAxis
          {...AXIS}
          dataKey="at"
          type="number"
          domain={[values.low, values.high]}
          tickFormatter={format}
          tickCount={5}
        />
        <YAxis {...AXIS} axisLine={false} width={44} tickCount={3} tickFormatter={formatCount} allowDecimals={false} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-sunken)" }}
          content={({ active, payload }) => {
            const bin: unknown = active ? payload[0]?.payload : undefined;
            return isBin(bin) ? (
              <div style={TOOLTIP_STYLE}>
                {format(bin.low)} to {format(bin.high)}: {formatCount(bin.count)} explanations,{" "}
                {formatCount(bin.behind)} baselines
              </div>
            ) : null;
          }}
        />
        <Bar dataKey="count" isAnimationActive={false} fill="var(--color-lit)" />
        <Line
          dataKey="behind"
          type="step"
          dot={false}
          isAnimationActive={false}
          stroke="var(--color-ink)"
          strokeWidth={1.5}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

const isBin = (value: unknown): value is PairedBin => typeof value === "object" && value !== null && "behind" in value;
