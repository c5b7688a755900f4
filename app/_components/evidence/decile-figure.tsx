"use client";
import type { ReactNode } from "react";
import { LazyChart } from "#app/_components/chart/lazy-chart.tsx";
import { formatShare } from "#app/_components/number/format.ts";
import type { DecileBarsProps } from "./decile-bars.tsx";

const HEIGHT = 132;

/** Recall by tenths as a chart, in a sentence and as a table. */
export function DecileFigure(props: DecileBarsProps & { sentence: string }): ReactNode {
  const { recall, overall, sentence } = props;
  return (
    <figure className="mt-3">
      <h3 className="label">Recall by tenths of the tokens on which it fires, strongest first</h3>
      <LazyChart
        height={HEIGHT}
        load={async () => {
          const { DecileBars } = await import("./decile-bars.tsx");
          return <DecileBars recall={recall} overall={overall} />;
        }}
      />
      <figcaption className="note">{sentence}</figcaption>
      <details className="note">
        <summary>The same as a table</summary>
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">Tenth</th>
              <th scope="col" className="num">
                Recall
              </th>
            </tr>
          </thead>
          <tbody>
            {recall.map((share, tenth) => (
              <tr key={tenth}>
                <th scope="row">{tenth + 1}</th>
                <td className="num">{share === null ? "no tokens" : formatShare(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
