import type { ReactNode } from "react";
import { CompareTicked } from "#app/_components/compare/compare-ticks.tsx";
import { formatValue } from "#app/_components/number/format.ts";
import type { SearchAnswer } from "#app/_data/search.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";
import { describeCount, describeHow, listRemarks } from "./describe-results.ts";
import { FilterChips } from "./filter-chips.tsx";
import type { Filter } from "./list-filters.ts";
import { NoResults } from "./no-results.tsx";
import { ResultList } from "./result-list.tsx";
import { ResultPaging } from "./result-paging.tsx";

type Props = {
  query: SearchQuery;
  cursor: string | undefined;
  answer: Extract<SearchAnswer, { state: "answered" }>;
  filters: readonly Filter[];
};

/** What was found, how, and what must be known to trust it. */
export function SearchResults({ query, cursor, answer: { page, examples }, filters }: Props): ReactNode {
  return (
    <>
      <p aria-live="polite" className="result-count">
        <strong>{describeCount(page)}</strong> {describeHow(query, page)}
        <span className="note"> ({formatValue(page.elapsedMs)} ms)</span>
      </p>
      <FilterChips query={query} filters={filters} />
      {listRemarks(page).map((remark) => (
        <p key={remark} className="note">
          {remark}
        </p>
      ))}
      {page.items.length === 0 ? (
        <NoResults query={query} filters={filters} sources={page.sources} />
      ) : (
        <>
          <ResultList hits={page.items} examples={examples} />
          <CompareTicked />
        </>
      )}
      <ResultPaging query={query} cursor={cursor} page={page} />
    </>
  );
}
