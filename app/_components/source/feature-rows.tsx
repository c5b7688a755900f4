"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";

/** The body of a feature table. A client component so that the rows travel once, as data. */
export function FeatureRows({ rows, source }: { rows: FeatureRow[]; source: SourceAddress }): ReactNode {
  return (
    <tbody>
      {rows.map((row) => (
        <Row key={row.index} row={row} source={source} />
      ))}
    </tbody>
  );
}

function Row({ row, source }: { row: FeatureRow; source: SourceAddress }): ReactNode {
  const dead = row.activeTokens === 0;
  return (
    <tr>
      <th scope="row">
        <Link href={featurePath({ ...source, index: row.index })} prefetch={false}>
          {row.index}
        </Link>
      </th>
      <td className="num">{dead ? <span className="text-quiet">dead</span> : formatOneIn(row.density)}</td>
      <td className="num">{dead ? "" : formatValue(row.maxActivation)}</td>
      <td>
        <Tokens texts={row.topTokens} />
      </td>
      <td>
        <Tokens texts={row.outputTokens} />
      </td>
    </tr>
  );
}

function Tokens({ texts }: { texts: readonly string[] }): ReactNode {
  return texts.map((text, position) => <Token key={position} text={text} />);
}
