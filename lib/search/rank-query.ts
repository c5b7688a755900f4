import { setImmediate } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";
import { countFacets, tally } from "#lib/search/count-facets.ts";
import type { SearchFilter, WordSearch } from "#lib/search/engines/engine.ts";
import type { Search } from "#lib/search/open-search.ts";
import type { ListSummary, RankedKey } from "#lib/search/queries/result-lists.ts";
import { chooseSources, searchPlace, type SearchSource } from "#lib/search/queries/search-sources.ts";
import { hasMeaning } from "#lib/search/query-intent.ts";
import { rankFeatures, reorder } from "#lib/search/rank-features.ts";
import { type SearchQuery, searchOrder } from "#lib/search/search-query.ts";

/** What the filters of a query leave, in these sources. */
export function filterOf(query: SearchQuery, sources: readonly SearchSource[]): SearchFilter {
  return {
    ...searchPlace(sources),
    methods: query.method,
    score: { min: query.scoreMin, max: query.scoreMax },
    density: { min: query.densityMin, max: query.densityMax },
  };
}

/** The words of a query, where they are asked for. */
export async function readWords(
  { engine }: Pick<Search, "engine">,
  { q, by }: SearchQuery,
): Promise<WordSearch | undefined> {
  return by === "meaning" ? undefined : engine.readWords(q);
}

/** Where to search, and the query's words where they were read already. */
export type ReadQuery = { sources: readonly SearchSource[]; words: WordSearch | undefined };

/** The best matches of a query by its words and its meaning; what is said of them all when it is asked. @throws AppError unavailable */
export async function rankQuery(
  search: Search,
  query: SearchQuery,
  { sources, words: read }: ReadQuery,
): Promise<{ ranked: RankedKey[]; summarize: () => ListSummary }> {
  const asksMeaning = query.by === "meaning" || (query.by === "both" && hasMeaning(query.q));
  const words = read ?? (await readWords(search, query));
  // Words are asked for first: while the engine looks for them, this process computes what the query means.
  const asked = asksMeaning ? setImmediate().then(() => search.findMeaning(query.q)) : undefined;
  const chosen = chooseSources(sources, query);
  const filter = filterOf(query, chosen);
  const rankBy = (other: Partial<SearchFilter>) =>
    rankFeatures(search, { words, meaning: asked }, { ...filter, ...other });
  // Counts of a filter in use are of what would be found without it.
  const [main, ofAllSources, ofAllMethods, meaning] = await Promise.all([
    rankBy({}),
    chosen.length < sources.length ? rankBy(searchPlace(sources)) : undefined,
    query.method.length > 0 ? rankBy({ methods: [] }) : undefined,
    asked,
  ]);
  if (query.by === "meaning" && !meaning)
    throw new AppError("unavailable", "Meanings cannot be compared: the embedder gives no answer. Search by words.");
  const ranked = reorder(main.ranked, searchOrder(query)).map((one): RankedKey => ({
    sourceId: one.sourceId,
    index: one.index,
    relevance: one.relevance,
    words: one.words,
    meaning: one.meaning,
  }));
  return {
    ranked,
    summarize: () => ({
      total: ranked.length,
      totalIsFloor: main.total > ranked.length,
      facets: countFacets(query, sources, {
        bySource: tally((ofAllSources ?? main).ranked).bySource,
        byMethod: tally((ofAllMethods ?? main).ranked).byMethod,
      }),
      corrected: main.corrected,
      meaning: !asksMeaning ? "not asked" : meaning ? "used" : "unavailable",
    }),
  };
}
