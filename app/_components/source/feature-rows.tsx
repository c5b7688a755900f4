"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { CompareTick } from "#app/_components/compare/compare-ticks.tsx";
import { isStatistical } from "#app/_components/explanation/describe-explanation.ts";
import { describeScore } from "#app/_components/explanation/describe-score.ts";
import { ScoreScale } from "#app/_components/explanation/score-figure.tsx";
import { StatisticalMark } from "#app/_components/explanation/statistical-mark.tsx";
import { explanationPath, featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { ExplanationLine } from "#lib/explain/views.ts";
import { whyNone, whyUnscored } from "./row-explanation.ts";

/** The body of a feature table. A client component so that the rows travel once, as data. */
type Props = {
  rows: FeatureRow[];
  source: SourceAddress;
  /** Whether the table has columns for explanations and their scores. */
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
  const feature = { ...source, index: row.index };
  return (
    <tr>
      <th scope="row">
        <CompareTick feature={feature} />
        <Link href={featurePath(feature)} prefetch={false}>
          {row.index}
        </Link>
      </th>
      <td className="num">{dead ? <span className="text-quiet">dead</span> : formatOneIn(row.density)}</td>
      <td className="num" data-column="max">
        {dead ? "" : formatValue(row.maxActivation)}
      </td>
      {explained ? <Explained row={row} feature={feature} /> : null}
      <td data-column="fires">
        <Tokens texts={row.topTokens} />
      </td>
      <td data-column="promotes">
        <Tokens texts={row.outputTokens} />
      </td>
    </tr>
  );
}

function Explained({ row, feature }: { row: FeatureRow; feature: FeatureAddress }): ReactNode {
  const { explanation } = row;
  if (!explanation) {
    return (
      <td colSpan={2} className="text-quiet">
        {whyNone(row)}
      </td>
    );
  }
  return (
    <>
      <td>
        <bdi>{explanation.text}</bdi>
        {isStatistical(explanation) ? <StatisticalMark /> : null}
      </td>
      <td data-column="score">
        <Score explanation={explanation} feature={feature} />
      </td>
    </>
  );
}

function Score({ explanation, feature }: { explanation: ExplanationLine; feature: FeatureAddress }): ReactNode {
  const { id, score } = explanation;
  const words = score && describeScore(score);
  if (!score || !words) return <span className="note">{whyUnscored(explanation)}</span>;
  return (
    <span className="row-score">
      <span className="row-scale">
        <ScoreScale score={score} />
      </span>
      <Link href={explanationPath(feature, id)} prefetch={false}>
        {words.value}
        <span className="sr-only">, the evidence</span>
      </Link>{" "}
      {words.against ? <span className="note">against {words.against}</span> : null}
    </span>
  );
}

function Tokens({ texts }: { texts: readonly string[] }): ReactNode {
  return texts.map((text, position) => <Token key={position} text={text} />);
}
