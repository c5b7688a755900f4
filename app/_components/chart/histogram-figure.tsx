"use client";
import type { ReactNode } from "react";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import type { Histogram } from "#lib/catalog/schema.ts";
import { coarsen } from "./coarsen.ts";
import { HistogramChart } from "./histogram-chart.tsx";

const TABLE_ROWS = 10;

type Props = { histogram: Histogram; title: string; unit: string; caption: string; signed?: boolean; log?: boolean };

/**
 * A histogram with what it says in words and its figures as a table. A client component so that the counts travel once.
 */
export function HistogramFigure({ histogram, title, unit, caption, signed = false, log = false }: Props): ReactNode {
  const rows = coarsen(histogram, TABLE_ROWS);
  return (
    <figure className="mt-3">
      <h3 className="label">{title}</h3>
      <HistogramChart histogram={histogram} name={title} unit={unit} signed={signed} log={log} />
      <figcaption className="note">{caption}</figcaption>
      <details className="note">
        <summary>The same as a table</summary>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="num">
                {unit}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ low, high, count }) => (
              <tr key={low}>
                <td>{formatValue(low)}</td>
                <td>{formatValue(high)}</td>
                <td className="num">{formatCount(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
