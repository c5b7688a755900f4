"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath } from "#app/_components/link/paths.ts";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import { FiresOnCell } from "./fires-on-cell.tsx";

export type SimilarRow = {
  source: string;
  index: number;
  cosine: string;
  /** On the first row of each source. */
  chance: string;
  topTokens: readonly string[];
  explained: string | null;
};

/** Features of other sources in rows. A client component so that the rows travel once. */
export function SimilarTable({ model, rows }: { model: string; rows: readonly SimilarRow[] }): ReactNode {
  return (
    <table className="sheet">
      <TableHead columns={["Feature", numeric("Cosine"), numeric("By chance"), "Fires on"]} />
      <tbody>
        {rows.map(({ source, index, cosine, chance, topTokens, explained }) => (
          <tr key={`${source}/${index}`}>
            <td>
              <Link href={featurePath({ model, source, index })} prefetch={false}>
                {source}/{index}
              </Link>
            </td>
            <td className="num">{cosine}</td>
            <td className="num text-quiet">{chance}</td>
            <FiresOnCell topTokens={topTokens} explained={explained} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}
