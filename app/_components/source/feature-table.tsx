import Link from "next/link";
import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { sourcePath } from "#app/_components/link/paths.ts";
import { formatCount } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage, FeatureRow } from "#lib/catalog/schema.ts";
import { FeatureRows } from "./feature-rows.tsx";
import { SortHeading } from "./sort-heading.tsx";
import { TablePaging } from "./table-paging.tsx";

/** A line; the row's own page has the rest. */
const EXPLANATION_CHARACTERS = 110;

type Props = { source: SourceAddress; query: FeatureQuery; page: FeaturePage };

export function FeatureTable({ source, query, page }: Props): ReactNode {
  if (page.items.length === 0) {
    return (
      <p className="prose my-6">
        No feature of this source matches. <Link href={sourcePath(source)}>Show all of them</Link>.
      </p>
    );
  }
  const explained = page.items.some(({ explanation }) => explanation !== null);
  return (
    <>
      <WideContent name="Feature table">
        <table className={explained ? "sheet feature-table explained" : "sheet feature-table"}>
          <thead>
            <tr>
              <SortHeading source={source} query={query} sort="index" label="Feature" />
              <SortHeading source={source} query={query} sort="density" label="Active on" numeric />
              <SortHeading source={source} query={query} sort="max" label="Max" numeric />
              {explained ? <th scope="col">Explanation, and its score</th> : null}
              <th scope="col">Fires on</th>
              <th scope="col">Promotes</th>
            </tr>
          </thead>
          <FeatureRows source={source} rows={page.items.map(shortenRow)} explained={explained} />
        </table>
      </WideContent>
      <TablePaging source={source} query={query} page={page} />
      <p className="note">{formatCount(page.total)} features match.</p>
    </>
  );
}

const TOKENS_SHOWN = 4;

function shortenRow({ topTokens, outputTokens, explanation, ...row }: FeatureRow): FeatureRow {
  return {
    ...row,
    topTokens: topTokens.slice(0, TOKENS_SHOWN),
    outputTokens: outputTokens.slice(0, TOKENS_SHOWN),
    explanation: explanation && { ...explanation, text: shortenText(explanation.text, EXPLANATION_CHARACTERS) },
  };
}
