"use client";
import type { ReactNode } from "react";
import { Bar, BarChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { AXIS, TOOLTIP_STYLE } from "#app/_components/chart/chart-style.ts";
import { formatShare } from "#app/_components/number/format.ts";

export type DecileBarsProps = { recall: readonly (number | null)[]; overall: number | null };

/** Recall of each tenth of the tokens on which a feature fires, strongest first, and over all of them as a line. */
export function DecileBars({ recall, overall }: DecileBarsProps): ReactNode {
  const bars = recall.map((share, tenth) => ({ tenth: String(tenth + 1), share }));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart
        data={bars}
        margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
        barCategoryGap={2}
        accessibilityLayer
        title="Recall by tenths of strength"
      >
        <XAxis {...AXIS} dataKey="tenth" interval={0} />
        <YAxis {...AXIS} axisLine={false} width={44} domain={[0, 1]} ticks={[0, 0.5, 1]} tickFormatter={formatShare} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-sunken)" }}
          content={({ active, payload }) => {
            const bar: unknown = active ? payload[0]?.payload : undefined;
            return isBar(bar) ? (
              <div style={TOOLTIP_STYLE}>
                {bar.share === null ? "no tokens" : formatShare(bar.share)} of tenth {bar.tenth}
              </div>
            ) : null;
          }}
        />
        {overall === null ? null : <ReferenceLine y={overall} stroke="var(--color-ink)" strokeDasharray="3 3" />}
        <Bar dataKey="share" isAnimationActive={false} fill="var(--color-lit)" />
      </BarChart>
    </ResponsiveContainer>
  );
}

const isBar = (value: unknown): value is { tenth: string; share: number | null } =>
  typeof value === "object" && value !== null && "tenth" in value;
