"use client";
import type { ReactNode } from "react";
import { Bar, BarChart, Cell, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { Histogram } from "#lib/catalog/schema.ts";
import { AXIS, formatAxis, listPowersOfTen, TOOLTIP_STYLE } from "./chart-style.ts";

export type HistogramBarsProps = { histogram: Histogram; name: string; unit: string; signed: boolean; log: boolean };

/** Counts in equal bins. `signed`: below zero in the colour of suppression. `log`: counts on a log axis, empty bins left out. */
export function HistogramBars({ histogram, name, unit, signed, log }: HistogramBarsProps): ReactNode {
  const { low, high, counts } = histogram;
  const step = (high - low) / counts.length;
  const bars = counts.map((count, bin) => ({ at: low + step * (bin + 0.5), count: log && count === 0 ? null : count }));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={bars}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap={1}
        accessibilityLayer
        title={name}
      >
        <XAxis {...AXIS} dataKey="at" type="number" domain={[low, high]} tickFormatter={formatAxis} tickCount={5} />
        <YAxis
          {...AXIS}
          axisLine={false}
          width={44}
          tickCount={3}
          tickFormatter={formatTick}
          {...(log
            ? {
                scale: "log",
                domain: [0.7, "auto"],
                ticks: listPowersOfTen(Math.max(...counts)),
                allowDataOverflow: true,
              }
            : {})}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-sunken)" }}
          content={({ active, payload }) => {
            const bar: unknown = active ? payload[0]?.payload : undefined;
            if (!isBar(bar)) return null;
            return (
              <div style={TOOLTIP_STYLE}>
                {formatCount(bar.count ?? 0)} {unit} from {formatValue(bar.at - step / 2)} to{" "}
                {formatValue(bar.at + step / 2)}
              </div>
            );
          }}
        />
        {signed ? <ReferenceLine x={0} stroke="var(--color-quiet)" strokeWidth={1} /> : null}
        <Bar dataKey="count" isAnimationActive={false}>
          {bars.map(({ at }) => (
            <Cell key={at} fill={signed && at < 0 ? "var(--color-held)" : "var(--color-lit)"} />
          ))}
        </Bar>
      </BarChart>
    </ResponsiveContainer>
  );
}

const formatTick = (value: number) => (value >= 1 ? formatCount(value) : "");

const isBar = (value: unknown): value is { at: number; count: number | null } =>
  typeof value === "object" && value !== null && "at" in value;
