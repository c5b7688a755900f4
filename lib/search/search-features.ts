import { setImmediate } from "node:timers/promises";
import * as z from "zod";
import { formatCursor, type Listing, parseCursor } from "#lib/catalog/cursor.ts";
import { cutPage, startOfPage } from "#lib/catalog/page.ts";
import { countFacets } from "#lib/search/count-facets.ts";
import type { BrowsePlace, BrowseSort, Found } from "#lib/search/engines/engine.ts";
import type { Search } from "#lib/search/open-search.ts";
import { readLag } from "#lib/search/queries/changes.ts";
import {
  findList,
  type ListSummary,
  packList,
  type PackedList,
  type RankedKey,
  saveList,
} from "#lib/search/queries/result-lists.ts";
import { findHits, type HitRow } from "#lib/search/queries/search-hits.ts";
import {
  chooseSources,
  listSearchSources,
  searchPlace,
  type SearchSource,
} from "#lib/search/queries/search-sources.ts";
import { RANKED_MAX } from "#lib/search/rank-features.ts";
import { filterOf, rankQuery, readWords, type ReadQuery } from "#lib/search/rank-query.ts";
import { type SearchQuery, searchOrder } from "#lib/search/search-query.ts";
import type { SearchHit, SearchPage } from "#lib/search/search-views.ts";
import { createHighlighter } from "#lib/search/words/highlight.ts";

export const SEARCH_LIMIT = { default: 20, max: 100 } as const;

export type SearchPaging = { cursor?: string | undefined; limit?: number | undefined };

/** A page before it is dressed. */
type Skeleton = {
  keys: RankedKey[];
  /** Said once the features are being read, which takes the database as long. */
  describe(): Description;
};
type Description = {
  summary: ListSummary;
  nextCursor: string | null;
  previousCursor: string | null;
  /** A ranking that its cursors lead back to, yet to be kept. */
  list?: PackedList | undefined;
};

/**
 * Features that match a query, page by page.
 * @throws AppError bad_request when the cursor is not this query's, unavailable when the engine cannot be reached
 */
export async function searchFeatures(
  search: Search,
  query: SearchQuery,
  { cursor, limit = SEARCH_LIMIT.default }: SearchPaging = {},
): Promise<SearchPage> {
  const start = performance.now();
  // A further page has its ranking, mostly.
  const isFirst = query.q !== "" && cursor === undefined;
  const [sources, words] = await Promise.all([
    listSearchSources(search.db),
    isFirst ? readWords(search, query) : undefined,
  ]);
  const [{ keys, describe }, lag] = await Promise.all([
    query.q === ""
      ? browse(search, query, sources, { cursor, limit })
      : find(search, query, { sources, words }, { cursor, limit }),
    readLag(search.db),
  ]);
  const [hits, { summary, ...cursors }] = await Promise.all([
    findHits(search.db, keys, new Map(sources.map((source) => [source.id, source]))),
    setImmediate().then(async () => {
      const { list, ...description } = describe();
      if (list) await saveList(search.db, list);
      return description;
    }),
  ]);
  const dress = createDresser(query, summary);
  const items = hits.map(({ key, row }) => dress(row, key));
  const elapsedMs = Math.round((performance.now() - start) * 10) / 10;
  return { items, ...summary, sources: sources.length, behind: lag.words + lag.meaning, elapsedMs, ...cursors };
}

/** A ranking is made once and kept; its cursor is where in it a page begins. */
async function find(
  search: Search,
  query: SearchQuery,
  read: ReadQuery,
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<Skeleton> {
  const listing: Listing<[string, number]> = {
    key: z.tuple([z.string().max(64), z.int().min(0).max(RANKED_MAX)]),
    names: ["search", query],
  };
  const place = cursor === undefined ? undefined : parseCursor(cursor, listing).key;
  const kept = place && (await findList(search.db, place[0]));
  const { ranked, summarize } = kept
    ? { ranked: kept.ranked, summarize: () => kept.summary }
    : await rankQuery(search, query, read);
  const first = place?.[1] ?? 0;
  return {
    keys: ranked.slice(first, first + limit),
    describe() {
      const summary = summarize();
      const isWhole = first === 0 && ranked.length <= limit;
      const list = isWhole || kept ? undefined : packList(ranked, summary);
      const name = list?.name ?? (kept && place ? place[0] : "");
      const cursorAt = (offset: number) => formatCursor({ direction: "after", key: [name, offset] }, listing);
      return {
        summary,
        nextCursor: first + limit < ranked.length ? cursorAt(first + limit) : null,
        previousCursor: first > 0 ? cursorAt(Math.max(0, first - limit)) : null,
        list,
      };
    },
  };
}

/** All features that the filters leave, walked in the order of a figure. */
async function browse(
  { engine }: Search,
  query: SearchQuery,
  sources: readonly SearchSource[],
  { cursor, limit }: { cursor: string | undefined; limit: number },
): Promise<Skeleton> {
  const sort = searchOrder(query) as BrowseSort; // Without a text nothing is sorted by relevance.
  const listing: Listing<[number | null, number, number]> = {
    key: z.tuple([z.number().nullable(), z.int(), z.int()]),
    names: ["search", query],
  };
  const from = startOfPage(cursor, listing);
  const chosen = chooseSources(sources, query);
  const filter = filterOf(query, chosen);
  const [found, own, ofAllSources, ofAllMethods] = await Promise.all([
    engine.browse(filter, sort, from && { direction: from.direction, key: placeOf(from.key) }, limit + 1),
    engine.count(filter),
    // Counts of a filter in use are of what is there without it.
    chosen.length < sources.length ? engine.count({ ...filter, ...searchPlace(sources) }) : undefined,
    query.method.length > 0 ? engine.count({ ...filter, methods: [] }) : undefined,
  ]);
  const { items, ...cursors } = cutPage(found, { from, limit, listing }, (one) => [
    figureOf(one, sort),
    one.sourceId,
    one.index,
  ]);
  const counts = { bySource: (ofAllSources ?? own).bySource, byMethod: (ofAllMethods ?? own).byMethod };
  return {
    keys: items.map(({ sourceId, index }) => ({ sourceId, index, relevance: 0, words: null, meaning: null })),
    describe: () => ({
      summary: {
        total: own.total,
        totalIsFloor: false,
        facets: countFacets(query, sources, counts),
        corrected: [],
        meaning: "not asked",
      },
      ...cursors,
    }),
  };
}

const placeOf = ([value, sourceId, index]: [number | null, number, number]): BrowsePlace => ({
  value,
  sourceId,
  index,
});

function figureOf(found: Found, sort: BrowseSort): number | null {
  return sort === "newest" ? (found.explainedAt?.getTime() ?? null) : found[sort];
}

function createDresser({ q }: SearchQuery, { corrected }: ListSummary): (row: HitRow, key: RankedKey) => SearchHit {
  const { mark, matches } = createHighlighter(q, corrected);
  const matching = (tokens: readonly string[]) => tokens.flatMap((token, i) => (matches(token) ? [i] : []));
  return (row, key) => ({
    ...row,
    match: q === "" ? null : { relevance: key.relevance, words: key.words, meaning: key.meaning },
    highlights: {
      explanation: row.explanation ? mark(row.explanation.text) : [],
      topTokens: matching(row.topTokens),
      outputTokens: matching(row.outputTokens),
    },
  });
}
