import Link from "next/link";
import type { ReactNode } from "react";
import { CompareTicked } from "#app/_components/compare/compare-ticks.tsx";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { sourcePath } from "#app/_components/link/paths.ts";
import { plural } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage, FeatureRow } from "#lib/catalog/schema.ts";
import { FeatureRows } from "./feature-rows.tsx";
import { describeScores } from "./row-explanation.ts";
import { SortHeading } from "./sort-heading.tsx";
import { TablePaging } from "./table-paging.tsx";

/** A line; the row's own page has the rest. */
const EXPLANATION_CHARACTERS = 110;

type Props = {
  source: SourceAddress;
  query: FeatureQuery;
  page: FeaturePage;
  /** Whether features of the source are explained: then the table has columns for it. */
  explained: boolean;
};

export function FeatureTable({ source, query, page, explained }: Props): ReactNode {
  if (page.items.length === 0) {
    return (
      <p className="prose my-6">
        No feature of this source matches. <Link href={sourcePath(source)}>Show all of them</Link>.
      </p>
    );
  }
  const heading = { source, query };
  return (
    <>
      <WideContent name="Feature table">
        <table className={explained ? "sheet feature-table explained" : "sheet feature-table"}>
          <thead>
            <tr>
              <SortHeading {...heading} sort="index" label="Feature" />
              <SortHeading {...heading} sort="density" label="Active on" numeric />
              <SortHeading {...heading} sort="max" label="Max" numeric column="max" />
              {explained ? (
                <>
                  <th scope="col">Explanation</th>
                  <SortHeading {...heading} sort="score" label="Score" column="score" />
                </>
              ) : null}
              <th scope="col" data-column="fires">
                Fires on
              </th>
              <th scope="col" data-column="promotes">
                Promotes
              </th>
            </tr>
          </thead>
          <FeatureRows source={source} rows={page.items.map(shortenRow)} explained={explained} />
        </table>
      </WideContent>
      <CompareTicked />
      <TablePaging source={source} query={query} page={page} />
      <p className="note">
        {plural(page.total, "feature matches", "features match")}.{explained ? ` ${describeScores(page.items)}` : ""}
      </p>
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
