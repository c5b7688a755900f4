import Link from "next/link";
import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { describeDifference, formatFigure } from "#app/_components/explanation/describe-score.ts";
import { explanationPath, featurePath } from "#app/_components/link/paths.ts";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { ExplainedFeature } from "#lib/explain/quality-view.ts";

/** A phone has no room for it; the explanation's own page has. */
const ABOVE = { ...numeric("Above it"), className: "max-md:hidden" };

type Props = { title: string; order: string; source: SourceAddress; rows: readonly ExplainedFeature[]; metric: string };

export function ExtremesTable({ title, order, source, rows, metric }: Props): ReactNode {
  if (rows.length === 0) return null;
  return (
    <table className="sheet mt-3 self-start">
      <caption>
        {title}, {order}
      </caption>
      <TableHead columns={["Feature", "Explanation", numeric("Figure"), numeric("Baseline"), ABOVE]} />
      <tbody>
        {rows.map(({ index, explanation, text, value, baseline, difference }) => (
          <tr key={explanation}>
            <th scope="row">
              <Link href={featurePath({ ...source, index })} prefetch={false}>
                {index}
              </Link>
            </th>
            <td>
              <bdi>{shortenText(text)}</bdi>
            </td>
            <td className="num">
              <Link href={explanationPath({ ...source, index }, explanation)} prefetch={false}>
                {formatFigure(value, metric)}
              </Link>
            </td>
            <td className="num">{baseline === null ? "none" : formatFigure(baseline, metric)}</td>
            <td className="num max-md:hidden">{describeDifference(difference, metric)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
