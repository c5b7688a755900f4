import {
  chooseSources,
  nameSource,
  type SearchSource,
  SOURCE_FILTERS,
  type SourceFilter,
} from "#lib/search/queries/search-sources.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";
import type { FacetValue, SearchFacets } from "#lib/search/search-views.ts";

/** Matches by source and by method. */
export type FacetCounts = { bySource: ReadonlyMap<number, number>; byMethod: ReadonlyMap<string, number> };

/**
 * Counts for each value of each filter how many matches it would leave, the other filters being as they are.
 * @param bySource of the matches of all sources
 * @param byMethod of the matches of the chosen sources, whatever their methods
 */
export function countFacets(
  query: Pick<SearchQuery, SourceFilter>,
  sources: readonly SearchSource[],
  { bySource, byMethod }: FacetCounts,
): SearchFacets {
  const ofSources = SOURCE_FILTERS.map((filter) => {
    const values = new Map<string, FacetValue>();
    for (const source of chooseSources(sources, query, filter)) {
      const value = nameSource(filter, source);
      const count = bySource.get(source.id) ?? 0;
      if (value === null || count === 0) continue;
      const known = values.get(value) ?? { value, name: describeValue(filter, source), count: 0 };
      values.set(value, { ...known, count: known.count + count });
    }
    return [filter, sortValues([...values.values()])] as const;
  });
  const methods = Array.from(byMethod, ([value, count]) => ({ value, name: value, count }));
  return { ...emptyFacets(), ...Object.fromEntries(ofSources), method: sortValues(methods) };
}

export const emptyFacets = (): SearchFacets => ({
  model: [],
  release: [],
  source: [],
  layer: [],
  kind: [],
  method: [],
});

/** Kinds of sources as people write them. */
export const KIND_NAMES = {
  sae: "SAE",
  transcoder: "transcoder",
  directions: "directions",
  neurons: "neurons",
} as const satisfies Record<SearchSource["kind"], string>;

const sortValues = (values: FacetValue[]): FacetValue[] =>
  values.sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, "en", { numeric: true }));

function describeValue(filter: SourceFilter, source: SearchSource): string {
  switch (filter) {
    case "model":
      return source.modelName;
    case "release":
      return source.releaseName ?? "";
    case "source":
      return `${source.model}/${source.source}`;
    case "layer":
      return `layer ${source.layer}`;
    case "kind":
      return KIND_NAMES[source.kind];
  }
}

/** Counts of a list of matches. */
export function tally(found: readonly { sourceId: number; methods: readonly string[] }[]): FacetCounts {
  const bySource = new Map<number, number>();
  const byMethod = new Map<string, number>();
  for (const { sourceId, methods } of found) {
    bySource.set(sourceId, (bySource.get(sourceId) ?? 0) + 1);
    for (const method of methods) byMethod.set(method, (byMethod.get(method) ?? 0) + 1);
  }
  return { bySource, byMethod };
}
