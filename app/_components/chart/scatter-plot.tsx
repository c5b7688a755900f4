"use client";
import { useRouter } from "next/navigation";
import { useId, useMemo, useState, type MouseEvent, type ReactNode } from "react";
import { ResponsiveContainer, Scatter, ScatterChart, usePlotArea, XAxis, YAxis } from "recharts";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatMagnitude, formatOneIn, formatValue } from "#app/_components/number/format.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { AXIS, formatAxis, TOOLTIP_STYLE } from "./chart-style.ts";
import { nearestPoint } from "./nearest-point.ts";
import { unpackScatter, type PackedScatter, type ScatterPoint } from "./pack-scatter.ts";
import { bandByScore, type Band } from "./score-bands.ts";

export type ScatterPlotProps = { scatter: PackedScatter; source: SourceAddress };

/** Labels that fit beside one another on a phone. */
const TICKS_MAX = 5;

/** Every live feature as a dot; the one nearest to the pointer names itself, a click opens it. Coloured by score on request. */
export function ScatterPlot({ scatter, source }: ScatterPlotProps): ReactNode {
  const [byScore, setByScore] = useState(false);
  const points = useMemo(() => unpackScatter(scatter), [scatter]);
  const bands = useMemo(
    () => (byScore ? bandByScore(points) : [{ name: "", color: "var(--color-lit)", points }]),
    [byScore, points],
  );
  return (
    <div className="flex h-full flex-col">
      {scatter.scored ? <ColourChoice chosen={byScore} choose={setByScore} bands={bands} /> : null}
      <div className="min-h-0 grow">
        <Axes scatter={scatter}>
          <Dots scatter={scatter} source={source} points={points} bands={bands} />
        </Axes>
      </div>
    </div>
  );
}

type ChoiceProps = { chosen: boolean; choose: (byScore: boolean) => void; bands: readonly Band[] };

function ColourChoice({ chosen, choose, bands }: ChoiceProps): ReactNode {
  const id = useId();
  return (
    <p className="note flex flex-wrap items-baseline gap-x-3">
      <span>
        <input
          id={id}
          type="checkbox"
          className="me-1 align-middle"
          checked={chosen}
          onChange={() => choose(!chosen)}
        />
        <label htmlFor={id}>Colour by score</label>
      </span>
      {chosen
        ? bands.map(({ name, color }) => (
            <span key={name} className="whitespace-nowrap">
              <span aria-hidden="true" style={{ color }}>
                ●{" "}
              </span>
              {name}
            </span>
          ))
        : null}
    </p>
  );
}

function Axes({ scatter, children }: { scatter: PackedScatter; children: ReactNode }): ReactNode {
  const { low, high, top } = scatter;
  const step = Math.ceil((high - low + 1) / TICKS_MAX);
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => high - at * step).toReversed();
  // Axes take their ticks from data; the dots are drawn by ourselves.
  const corners = [
    { x: low, y: 0 },
    { x: high, y: top },
  ];
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ScatterChart margin={{ top: 8, right: 8, bottom: 18, left: 0 }} data={corners} accessibilityLayer={false}>
        <XAxis
          {...AXIS}
          dataKey="x"
          type="number"
          domain={[low, high]}
          ticks={ticks}
          tickFormatter={(power: number) => (power === 0 ? "every" : `1 in ${formatMagnitude(10 ** -power)}`)}
          label={{
            value: "active on (log scale)",
            position: "insideBottom",
            offset: -12,
            fontSize: 11,
            fill: "var(--color-quiet)",
          }}
        />
        <YAxis
          {...AXIS}
          dataKey="y"
          type="number"
          domain={[0, top]}
          width={44}
          tickFormatter={formatAxis}
          tickCount={5}
        />
        <Scatter shape={() => null} isAnimationActive={false} />
        {children}
      </ScatterChart>
    </ResponsiveContainer>
  );
}

type DotsProps = ScatterPlotProps & { points: readonly ScatterPoint[]; bands: readonly Band[] };

/** One path for all dots of a colour: thousands of elements would take seconds to draw. */
function Dots({ scatter, source, points, bands }: DotsProps): ReactNode {
  const router = useRouter();
  const plot = usePlotArea();
  const [near, setNear] = useState<ScatterPoint>();
  const paths = useMemo(
    () =>
      plot
        ? bands.map(({ color, points: inside }) => ({
            color,
            path: inside
              .map(({ x, y }) => `M${(x * plot.width).toFixed(1)} ${((1 - y) * plot.height).toFixed(1)}h0`)
              .join(""),
          }))
        : [],
    [plot, bands],
  );
  if (!plot) return null;
  const find = (event: MouseEvent<SVGRectElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return nearestPoint(
      points,
      (event.clientX - box.left) / box.width,
      1 - (event.clientY - box.top) / box.height,
      box.width / box.height,
    );
  };
  return (
    <g transform={`translate(${plot.x} ${plot.y})`}>
      {paths.map(({ color, path }) => (
        <path key={color} d={path} stroke={color} strokeOpacity={0.55} strokeWidth={3.5} strokeLinecap="round" />
      ))}
      {near ? <Label point={near} scatter={scatter} plot={plot} /> : null}
      <rect
        width={plot.width}
        height={plot.height}
        fill="transparent"
        className="cursor-pointer"
        onMouseMove={(event) => setNear(find(event))}
        onMouseLeave={() => setNear(undefined)}
        onClick={(event) => {
          const point = find(event);
          if (point) router.push(featurePath({ ...source, index: point.index }));
        }}
      />
    </g>
  );
}

const LABEL_WIDTH = 250;

function Label({
  point,
  scatter,
  plot,
}: {
  point: ScatterPoint;
  scatter: PackedScatter;
  plot: { width: number; height: number };
}): ReactNode {
  const [x, y] = [point.x * plot.width, (1 - point.y) * plot.height];
  const density = 10 ** (scatter.low + point.x * (scatter.high - scatter.low));
  return (
    <g pointerEvents="none">
      <circle cx={x} cy={y} r={5} fill="none" stroke="var(--color-ink)" strokeWidth={1.5} />
      <foreignObject
        x={Math.max(0, Math.min(x + 8, plot.width - LABEL_WIDTH))}
        y={Math.max(0, y - 30)}
        width={LABEL_WIDTH}
        height={24}
      >
        <span style={{ ...TOOLTIP_STYLE, display: "inline-block", whiteSpace: "nowrap" }}>
          {point.index}: {formatOneIn(density)}, max {formatValue(point.y * scatter.top)}
          {point.score === undefined ? "" : `, score ${point.score.toFixed(1)}`}
        </span>
      </foreignObject>
    </g>
  );
}
