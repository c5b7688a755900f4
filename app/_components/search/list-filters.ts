import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatSearchQuery, type SearchQuery } from "#lib/search/search-query.ts";
import { SEARCH_FACETS, type SearchFacet, type SearchFacets } from "#lib/search/search-views.ts";

export const FACET_TITLES = {
  model: "Model",
  release: "Release",
  source: "Source",
  layer: "Layer",
  kind: "Kind of source",
  method: "Explained by",
} as const satisfies Record<SearchFacet, string>;

const RANGES = [
  { name: "scoreMin", says: "score from" },
  { name: "scoreMax", says: "score to" },
  { name: "densityMin", says: "density from" },
  { name: "densityMax", says: "density to" },
] as const;

/** A filter in use: what it says, and the query without it. */
export type Filter = { says: string; without: URLSearchParams };

/** Every filter in use, one a value. */
export function listFilters(query: SearchQuery, facets: SearchFacets): Filter[] {
  const ofFacets = SEARCH_FACETS.flatMap((facet) =>
    query[facet].map((value) => ({
      says: nameChoice(facet, facets[facet].find((one) => one.value === String(value)) ?? { name: String(value) }),
      without: formatSearchQuery({ ...query, [facet]: query[facet].filter((other) => other !== value) }),
    })),
  );
  const ofRanges = RANGES.flatMap(({ name, says }) =>
    query[name] === undefined
      ? []
      : [{ says: `${says} ${query[name]}`, without: formatSearchQuery({ ...query, [name]: undefined }) }],
  );
  return [...ofFacets, ...ofRanges];
}

/** A value of a filter as people read it. */
export const nameChoice = (facet: SearchFacet, { name }: { name: string }): string => {
  switch (facet) {
    case "method":
      return name === "person" ? "people" : methodTitle(name);
    case "layer":
      return name.startsWith("layer") ? name : `layer ${name}`;
    case "kind":
    case "model":
    case "release":
    case "source":
      return name;
  }
};

/** The same query without any filter. */
export const withoutFilters = ({ q, by, sort }: SearchQuery): URLSearchParams =>
  formatSearchQuery({ q, by, sort, model: [], release: [], source: [], layer: [], kind: [], method: [] });
