"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath } from "#app/_components/link/paths.ts";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { FiresOnCell } from "./fires-on-cell.tsx";

export type Neighbour = { index: number; figures: string[]; topTokens: readonly string[]; explained: string | null };
type Props = {
  id: string;
  title: string;
  note: string;
  columns: string[];
  source: SourceAddress;
  rows: readonly Neighbour[];
};

/** Other features of the source in rows: which, how near, what they fire on. A client component so that the rows travel once. */
export function Neighbours({ id, title, note, columns, source, rows }: Props): ReactNode {
  return (
    <section className="section min-w-0" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className="note mb-1">{note}</p>
      {rows.length === 0 ? (
        <p className="note">None found.</p>
      ) : (
        <table className="sheet">
          <TableHead columns={["Feature", ...columns.map(numeric), "Fires on"]} />
          <tbody>
            {rows.map(({ index, figures, topTokens, explained }) => (
              <tr key={index}>
                <td>
                  <Link href={featurePath({ ...source, index })} prefetch={false}>
                    {index}
                  </Link>
                </td>
                {figures.map((figure, column) => (
                  <td key={column} className="num">
                    {figure}
                  </td>
                ))}
                <FiresOnCell topTokens={topTokens} explained={explained} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
