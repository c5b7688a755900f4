import type { ReactNode } from "react";
import { SearchField } from "#app/_components/site/search-field.tsx";
import { formatSearchQuery, type SearchQuery } from "#lib/search/search-query.ts";
import type { SearchFacets } from "#lib/search/search-views.ts";
import { ChoiceRow } from "./choice-row.tsx";
import { LiveForm } from "./live-form.tsx";
import { SearchFilters } from "./search-filters.tsx";

type Props = { query: SearchQuery; facets: SearchFacets; filters: number };

const WAYS = [
  { value: "", says: "words and meaning" },
  { value: "words", says: "words" },
  { value: "meaning", says: "meaning" },
];

/** What is looked for and among what: a plain form, whose address is the search. */
export function SearchForm({ query, facets, filters }: Props): ReactNode {
  return (
    <LiveForm address={formatSearchQuery(query).toString()}>
      <div className="search-head">
        <div className="flex items-baseline gap-2">
          <SearchField id="q-page" value={query.q} placeholder="A concept in your own words, or an address" large />
          <button type="submit" className="button">
            Find
          </button>
        </div>
        <div className="flex flex-wrap items-baseline gap-x-3">
          {query.q === "" ? null : (
            <ChoiceRow name="by" legend="Compare" options={WAYS} chosen={query.by === "both" ? "" : query.by} />
          )}
          <button type="button" popoverTarget="search-filters" className="button search-filters-button ms-auto">
            {filters > 0 ? `Filters (${filters})` : "Filters"}
          </button>
        </div>
      </div>
      <SearchFilters query={query} facets={facets} />
    </LiveForm>
  );
}
