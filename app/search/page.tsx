import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { searchPath } from "#app/_components/link/paths.ts";
import { listFilters } from "#app/_components/search/list-filters.ts";
import { readSearch } from "#app/_components/search/read-search.ts";
import { SearchFailure } from "#app/_components/search/search-failure.tsx";
import { SearchForm } from "#app/_components/search/search-form.tsx";
import { SearchResults } from "#app/_components/search/search-results.tsx";
import { TargetChoices } from "#app/_components/search/target-choices.tsx";
import { SearchHelp } from "#app/_components/site/search-help.tsx";
import { findSearchAnswer } from "#app/_data/search.ts";
import { findTarget } from "#app/_data/search-target.ts";
import { emptyFacets } from "#lib/search/count-facets.ts";
import { formatSearchQuery } from "#lib/search/search-query.ts";

export async function generateMetadata({ searchParams }: PageProps<"/search">): Promise<Metadata> {
  const { query } = readSearch(await searchParams);
  return { title: query.q === "" ? "All features" : `“${query.q}”`, robots: { index: false } };
}

export default async function SearchPage({ searchParams }: PageProps<"/search">): Promise<ReactNode> {
  const { query, cursor, refined, unread } = readSearch(await searchParams);
  // Whoever has chosen how to search wants a search.
  const target = refined ? undefined : await findTarget(query.q);
  if (target?.kind === "page") redirect(target.path);
  const answer = target ? undefined : await findSearchAnswer(query, cursor);
  if (answer?.state === "foreign") redirect(searchPath(formatSearchQuery(query)));
  const facets = answer?.state === "answered" ? answer.page.facets : emptyFacets();
  const filters = listFilters(query, facets);
  return (
    <div className="search-page">
      <h1 className="sr-only">{query.q === "" ? "All features" : `Features for “${query.q}”`}</h1>
      <SearchForm query={query} facets={facets} filters={filters.length} />
      <div className="search-results">
        {unread ? <p className="note">{unread}</p> : null}
        {target ? <TargetChoices {...target} /> : null}
        {answer?.state === "unavailable" ? <SearchFailure query={query} why={answer.why} /> : null}
        {answer?.state === "answered" ? (
          <SearchResults query={query} cursor={cursor} answer={answer} filters={filters} />
        ) : null}
        <div className="mt-6">
          <SearchHelp id="q-page-help" />
        </div>
      </div>
    </div>
  );
}
