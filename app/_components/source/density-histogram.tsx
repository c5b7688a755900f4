import type { ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceDensities } from "#lib/catalog/schema.ts";
import { describeDensities, placeDensities, type DensityBar } from "./place-densities.ts";

/** Pixels: room for a count, the bars, and the names below them. */
const TOP = 16;
const BARS = 112;
const HEIGHT = TOP + BARS + 20;
const BASE = TOP + BARS;
const TEXT_SIZE = 11;
/** Of a bar's place; the rest parts it from the next. */
const FILLED = 0.92;

/**
 * How often the features are active, drawn on the server: it stands there without a script. Widths are per cent and heights
 * pixels, so that bars stretch and their names do not. The table below says the same to those who cannot see it.
 */
export function DensityHistogram({ densities }: { densities: SourceDensities }): ReactNode {
  const { bars, ticks } = placeDensities(densities);
  const tallest = bars.find(({ isDead, features }) => !isDead && features === Math.max(...countLive(bars)));
  return (
    <section className="section" aria-labelledby="densities">
      <h2 id="densities">Density</h2>
      <figure>
        <svg width="100%" height={HEIGHT} aria-hidden="true" fontSize={TEXT_SIZE} fill="var(--color-quiet)">
          {bars.map((bar) => (
            <Bar key={bar.range} bar={bar} isNamed={(bar.isDead && bar.features > 0) || bar === tallest} />
          ))}
          <line x1="0" x2="100%" y1={BASE + 0.5} y2={BASE + 0.5} stroke="var(--color-rule)" />
          <text x="0" y={HEIGHT - 4}>
            dead
          </text>
          {ticks.map(({ label, left }) => (
            <g key={label}>
              <line x1={`${left}%`} x2={`${left}%`} y1={BASE} y2={BASE + 5} stroke="var(--color-quiet)" />
              <text x={`${left}%`} y={HEIGHT - 4} textAnchor={left > 99 ? "end" : "middle"}>
                {label}
              </text>
            </g>
          ))}
        </svg>
        <figcaption className="note">{describeDensities(densities)}</figcaption>
        <details className="note">
          <summary>The same as a table</summary>
          <table className="sheet">
            <TableHead columns={["Active on", numeric("Features")]} />
            <tbody>
              {bars.map(({ range, features }) => (
                <tr key={range}>
                  <th scope="row">{range}</th>
                  <td className="num">{formatCount(features)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      </figure>
    </section>
  );
}

function Bar({ bar, isNamed }: { bar: DensityBar; isNamed: boolean }): ReactNode {
  const { features, range, isDead, left, width, height } = bar;
  if (features === 0) return null;
  // One feature among thousands is to be seen, too.
  const tall = Math.max(1, height * BARS);
  return (
    <>
      <rect
        x={`${left}%`}
        width={`${FILLED * width}%`}
        y={BASE - tall}
        height={tall}
        fill={isDead ? "var(--color-quiet)" : "var(--color-lit)"}
      >
        <title>{`${range}: ${formatCount(features)}`}</title>
      </rect>
      {isNamed ? (
        <text
          x={`${isDead ? 0 : left + width / 2}%`}
          y={BASE - tall - 4}
          textAnchor={isDead ? "start" : left > 90 ? "end" : "middle"}
        >
          {formatCount(features)}
        </text>
      ) : null}
    </>
  );
}

const countLive = (bars: readonly DensityBar[]): number[] =>
  bars.flatMap(({ isDead, features }) => (isDead ? [] : [features]));
