import { SEARCH_CHARACTERS_MAX } from "#lib/search/limits.ts";
import { parseSearchQuery, searchOrder, SearchQuery } from "#lib/search/search-query.ts";

type Parameters = Record<string, string | string[] | undefined>;

/** What a search page's address asks for, as far as it can be read; `unread` says what could not. */
export type AskedSearch = {
  query: SearchQuery;
  cursor: string | undefined;
  /** Something else than a text was asked for. */
  refined: boolean;
  unread: string | undefined;
};

const TOO_LONG = `A query has at most ${SEARCH_CHARACTERS_MAX} characters: the beginning of yours was searched.`;
const BAD_FILTER = "A filter in this page’s address could not be read, so none was used.";

export function readSearch({ cursor, ...parameters }: Parameters): AskedSearch {
  const place = typeof cursor === "string" && cursor !== "" ? cursor : undefined;
  const given = String(parameters["q"] ?? "").trim();
  const q = given.slice(0, SEARCH_CHARACTERS_MAX);
  const refined = Object.entries(parameters).some(
    ([name, value]) => name !== "q" && value !== undefined && value !== "",
  );
  const query = parseSearchQuery({ ...parameters, q });
  if (!query) return { query: SearchQuery.parse({ q }), cursor: undefined, refined, unread: BAD_FILTER };
  return { query: withoutUsualSort(query), cursor: place, refined, unread: q === given ? undefined : TOO_LONG };
}

/** The order that is usual for a query is said by saying nothing. */
function withoutUsualSort({ sort, ...query }: SearchQuery): SearchQuery {
  const usual = searchOrder({ q: query.q, sort: undefined });
  return sort === undefined || searchOrder({ q: query.q, sort }) === usual ? query : { ...query, sort };
}
