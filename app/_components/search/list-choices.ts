import type { SearchQuery } from "#lib/search/search-query.ts";
import type { FacetValue, SearchFacet } from "#lib/search/search-views.ts";

export type Choice = FacetValue & { chosen: boolean };

/** Values shown at once; the others are a click away. */
const SHOWN = 8;

/**
 * What can be chosen of a filter: the chosen ones first, also those that would leave nothing, so that they can be dropped.
 * @returns `shown` at once and `more`
 */
export function listChoices(
  query: SearchQuery,
  facet: SearchFacet,
  values: readonly FacetValue[],
): { shown: Choice[]; more: Choice[] } {
  const chosen = query[facet].map(String);
  const known = new Map(values.map((one) => [one.value, one]));
  const first = chosen.map((value) => ({ ...(known.get(value) ?? { value, name: value, count: 0 }), chosen: true }));
  const others = values.filter(({ value }) => !chosen.includes(value)).map((one) => ({ ...one, chosen: false }));
  // Where all are few they stay in the order of their counts, and do not move when one is chosen.
  const all =
    values.length <= SHOWN && first.every(({ value }) => known.has(value))
      ? values.map((one) => ({ ...one, chosen: chosen.includes(one.value) }))
      : [...first, ...others];
  const at = Math.max(SHOWN, first.length);
  return { shown: all.slice(0, at), more: all.slice(at) };
}
