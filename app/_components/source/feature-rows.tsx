"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { describeScore } from "#app/_components/explanation/describe-score.ts";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";

/** The body of a feature table. A client component so that the rows travel once, as data. */
type Props = {
  rows: FeatureRow[];
  source: SourceAddress;
  /** Whether the table has a column for explanations. */
  explained: boolean;
};

export function FeatureRows({ rows, source, explained }: Props): ReactNode {
  return (
    <tbody>
      {rows.map((row) => (
        <Row key={row.index} row={row} source={source} explained={explained} />
      ))}
    </tbody>
  );
}

function Row({ row, source, explained }: { row: FeatureRow } & Omit<Props, "rows">): ReactNode {
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
      {explained ? (
        <td>
          <Explained explanation={row.explanation} />
        </td>
      ) : null}
      <td>
        <Tokens texts={row.topTokens} />
      </td>
      <td>
        <Tokens texts={row.outputTokens} />
      </td>
    </tr>
  );
}

function Explained({ explanation }: Pick<FeatureRow, "explanation">): ReactNode {
  if (!explanation) return <span className="text-quiet">none</span>;
  const { text, score } = explanation;
  const words = score && describeScore(score);
  return (
    <>
      <bdi>{text}</bdi>
      <span className="note ms-1 whitespace-nowrap">
        {words ? `${words.value}${words.against ? `, against ${words.against}` : ""}` : score ? "not enough data" : ""}
      </span>
    </>
  );
}

function Tokens({ texts }: { texts: readonly string[] }): ReactNode {
  return texts.map((text, position) => <Token key={position} text={text} />);
}
