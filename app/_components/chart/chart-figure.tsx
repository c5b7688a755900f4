"use client";
import type { ReactNode } from "react";
import { TableHead, type Column } from "#app/_components/table/table-head.tsx";
import { LazyChart } from "./lazy-chart.tsx";

type Props = {
  height: number;
  /** Gives the chart, when it comes near the screen. */
  load: () => Promise<ReactNode>;
  title?: string;
  caption: string;
  columns: readonly (Column | string)[];
  /** The chart's figures, a row each, as they are read: first what names the row. */
  rows: readonly (readonly string[])[];
  className?: string;
};

/** A chart with what it says in words, and its figures as a table. */
export function ChartFigure({ height, load, title, caption, columns, rows, className = "mt-3" }: Props): ReactNode {
  const isNumeric = (at: number) => {
    const column = columns[at];
    return typeof column === "object" && column.numeric === true;
  };
  return (
    <figure className={className}>
      {title === undefined ? null : <h3 className="label">{title}</h3>}
      <LazyChart height={height} load={load} />
      <figcaption className="note">{caption}</figcaption>
      <details className="note">
        <summary>The same as a table</summary>
        <table className="sheet">
          <TableHead columns={columns} />
          <tbody>
            {rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, at) => (
                  <td key={at} {...(isNumeric(at + 1) ? { className: "num" } : {})}>
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
