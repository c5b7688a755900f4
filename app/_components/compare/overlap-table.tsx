import type { ReactNode } from "react";
import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { Comparison, OverlapCell } from "#lib/compare/schema.ts";
import { nameCompared } from "./name-compared.ts";

/** Of the tokens on which the feature of a row is active, the share on which the feature of a column is too. */
export function OverlapTable({ comparison: { features, rows } }: { comparison: Comparison }): ReactNode {
  const names = features.map(nameCompared);
  return (
    <section className="section min-w-0" aria-labelledby="overlap">
      <h2 id="overlap">Active together</h2>
      <p className="note mb-1 max-w-measure">
        Of the tokens on which the feature of the row is active, how many the feature of the column is active on too,
        with a 95% interval; r is the correlation of their values there. Counted on sequences drawn at random from all
        in which the feature of the row is active. By chance it would be the share below each name.
      </p>
      <WideContent name="Table of overlaps">
        <table className="sheet">
          <TableHead columns={["Where this one is active", numeric("Tokens"), ...names.map(numeric)]} />
          <tbody>
            <tr className="text-quiet">
              <th scope="row" colSpan={2} className="font-normal">
                by chance
              </th>
              {features.map(({ source, index, density }) => (
                <td key={`${source}/${index}`} className="num">
                  {formatShare(density)}
                </td>
              ))}
            </tr>
            {rows.map(({ sequences, active, cells }, row) => (
              <tr key={names[row]}>
                <th scope="row" className="font-normal">
                  <span className="address">{names[row]}</span>
                </th>
                <td className="num">
                  {formatCount(active)}
                  <span className="note block">in {formatCount(sequences)}</span>
                </td>
                {cells.map((cell, column) => (
                  <td key={names[column]} className="num">
                    {row === column ? <span className="text-quiet">itself</span> : <Cell cell={cell} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
    </section>
  );
}

function Cell({ cell: { share, interval, correlation } }: { cell: OverlapCell }): ReactNode {
  if (share === null) return <span className="text-quiet">never active</span>;
  return (
    <>
      <strong>{formatShare(share)}</strong>
      <span className="note block">
        {interval ? `${formatShare(interval.low)} to ${formatShare(interval.high)}` : ""}
        {correlation === null ? "" : `, r ${formatValue(correlation)}`}
      </span>
    </>
  );
}
