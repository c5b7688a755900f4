import type { ReactNode } from "react";
import type { SearchQuery } from "#lib/search/search-query.ts";
import { SEARCH_FACETS, type SearchFacets } from "#lib/search/search-views.ts";
import { ChoiceRow } from "./choice-row.tsx";
import { SORT_NAMES } from "./describe-results.ts";
import { FacetChoices } from "./facet-choices.tsx";
import { RangeFields } from "./range-fields.tsx";

type Props = { query: SearchQuery; facets: SearchFacets };

/** Order and filters. Beside the results on a wide screen; on a narrow one they open over them. */
export function SearchFilters({ query, facets }: Props): ReactNode {
  const sorts = (["relevance", "score", "density", "newest"] as const).filter(
    (sort) => query.q !== "" || sort !== "relevance",
  );
  const [usual = "score"] = sorts;
  const options = sorts.map((sort) => ({ value: sort === usual ? "" : sort, says: SORT_NAMES[sort] }));
  return (
    <div id="search-filters" popover="auto" className="search-filters">
      <ChoiceRow name="sort" legend="Order" options={options} chosen={query.sort ?? ""} />
      {SEARCH_FACETS.map((facet) => (
        <FacetChoices key={facet} query={query} facet={facet} values={facets[facet]} />
      ))}
      <RangeFields
        legend="Score"
        ends={[
          { name: "scoreMin", label: "from", value: query.scoreMin, min: -1, max: 1 },
          { name: "scoreMax", label: "to", value: query.scoreMax, min: -1, max: 1 },
        ]}
      />
      <RangeFields
        legend="Density, a share of tokens"
        ends={[
          { name: "densityMin", label: "from", value: query.densityMin, min: 0, max: 1 },
          { name: "densityMax", label: "to", value: query.densityMax, min: 0, max: 1 },
        ]}
      />
      <button type="submit" className="button">
        Show
      </button>
    </div>
  );
}
