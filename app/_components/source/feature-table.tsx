import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath, sourcePath } from "#app/_components/link/paths.ts";
import { formatCount, formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { Token } from "#app/_components/token/token.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage, FeatureRow } from "#lib/catalog/schema.ts";
import { SortHeading } from "./sort-heading.tsx";
import { TablePaging } from "./table-paging.tsx";

type Props = { source: SourceAddress; query: FeatureQuery; page: FeaturePage };

const TOKENS_SHOWN = 4;

export function FeatureTable({ source, query, page }: Props): ReactNode {
  if (page.items.length === 0) {
    return (
      <p className="prose my-6">
        No feature of this source matches. <Link href={sourcePath(source)}>Show all of them</Link>.
      </p>
    );
  }
  return (
    <>
      <WideContent name="Feature table">
        <table className="sheet feature-table">
          <thead>
            <tr>
              <SortHeading source={source} query={query} sort="index" label="Feature" />
              <SortHeading source={source} query={query} sort="density" label="Active on" numeric />
              <SortHeading source={source} query={query} sort="max" label="Max" numeric />
              <th scope="col">Fires on</th>
              <th scope="col">Promotes</th>
            </tr>
          </thead>
          <tbody>
            {page.items.map((row) => (
              <Row key={row.index} row={row} source={source} />
            ))}
          </tbody>
        </table>
      </WideContent>
      <TablePaging source={source} query={query} page={page} />
      <p className="note">{formatCount(page.total)} features match.</p>
    </>
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
  return texts.slice(0, TOKENS_SHOWN).map((text, position) => <Token key={position} text={text} />);
}
