import type { ReactNode } from "react";
import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import type { Comparison, OverlapCell } from "#lib/compare/schema.ts";
import { FeatureMatrix } from "./feature-matrix.tsx";
import { nameCompared } from "./name-compared.ts";

/** Of the tokens on which the feature of a row is active, the share on which the feature of a column is too. */
export function OverlapTable({ comparison: { features, rows } }: { comparison: Comparison }): ReactNode {
  return (
    <section className="section min-w-0" aria-labelledby="overlap">
      <h2 id="overlap">Active together</h2>
      <p className="note mb-1 max-w-measure">
        Of the tokens on which the feature of the row is active, how many the feature of the column is active on too,
        with a 95% interval; r is the correlation of their values there. Counted on sequences drawn at random from all
        in which the feature of the row is active. By chance it would be the share below each name.
      </p>
      <FeatureMatrix
        name="Table of overlaps"
        features={features.map(nameCompared)}
        heading="Where this one is active"
        leading={["Tokens"]}
        before={<ByChance features={features} />}
        lead={(row) => (
          <td className="num">
            {formatCount(rows[row]?.active ?? 0)}
            <span className="note block">in {formatCount(rows[row]?.sequences ?? 0)}</span>
          </td>
        )}
        cell={(row, column) => <Cell cell={rows[row]?.cells[column]} />}
      />
    </section>
  );
}

function ByChance({ features }: Pick<Comparison, "features">): ReactNode {
  return (
    <tr className="text-quiet">
      <th scope="row" colSpan={2} className="font-normal">
        by chance
      </th>
      {features.map((feature) => (
        <td key={nameCompared(feature)} className="num">
          {formatShare(feature.density)}
        </td>
      ))}
    </tr>
  );
}

function Cell({ cell }: { cell: OverlapCell | undefined }): ReactNode {
  const { share = null, interval = null, correlation = null } = cell ?? {};
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
