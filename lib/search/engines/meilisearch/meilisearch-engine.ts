import { Meilisearch, MeilisearchApiError, MeilisearchError } from "meilisearch";
import { AppError } from "#lib/errors.ts";
import { formatKey } from "#lib/search/document.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";
import type { BrowseSort, Found, MeaningMatches, SearchEngine, SearchFilter } from "#lib/search/engines/engine.ts";
import { formatFilter } from "#lib/search/engines/meilisearch/filter.ts";
import {
  DOCUMENT_VERSION,
  FOUND_FIELDS,
  type MeiliDocument,
  presentFound,
} from "#lib/search/engines/meilisearch/index-document.ts";
import { embedderName, HITS_MAX, INDEX_SETTINGS } from "#lib/search/engines/meilisearch/index-settings.ts";
import { matchWords } from "#lib/search/engines/meilisearch/match-words.ts";
import { type Leg, walkLegs } from "#lib/search/engines/walk-legs.ts";
import { finishTask, writeDocuments } from "#lib/search/engines/meilisearch/write-documents.ts";

export type MeilisearchSettings = { url: string; key: string | undefined; index: string };

const REQUEST_MS = 30_000;
const PAGE = 1_000;
const COUNT_FRESH_MS = 5_000;

const ASCENDING = { order: "asc", beyond: ">" } as const;
const DESCENDING = { order: "desc", beyond: "<" } as const;

/** Documents in a Meilisearch server. @param settings.index what its indexes are called, before the version of their documents */
export function openMeilisearchEngine({ url, key, index }: MeilisearchSettings): SearchEngine {
  const indexUid = `${index}_${DOCUMENT_VERSION}`;
  const client = new Meilisearch({ host: url, ...(key ? { apiKey: key } : {}), timeout: REQUEST_MS });
  let counted: { at: number; documents: number } | undefined;

  async function prepareIndex(uid: string): Promise<void> {
    const exists = await client.getRawIndex(uid).catch((error: unknown) => refusedFor("index_not_found", error));
    if (!exists) await finishTask(client.createIndex(uid, { primaryKey: "id" }));
    await finishTask(client.index(uid).updateSettings(INDEX_SETTINGS));
  }

  async function countAll(): Promise<number> {
    if (!counted || Date.now() - counted.at > COUNT_FRESH_MS) {
      counted = { at: Date.now(), documents: (await client.index(indexUid).getStats()).numberOfDocuments };
    }
    return counted.documents;
  }

  /** Nearest first; none where the index does not know the embedder. */
  async function findNear(
    vector: Float32Array,
    embedder: EmbedderIdentity,
    { filter, limit }: { filter: string[]; limit: number },
  ): Promise<MeaningMatches["found"]> {
    const answer = await client
      .index<MeiliDocument>(indexUid)
      .search("", {
        vector: [...vector],
        hybrid: { embedder: embedderName(embedder), semanticRatio: 1 },
        filter,
        limit,
        attributesToRetrieve: [...FOUND_FIELDS],
        showRankingScore: true,
      })
      .catch((error: unknown) => refusedFor("invalid_search_embedder", error));
    if (!answer) return [];
    // Its score of a cosine c is (1 + c) / 2; documents without a direction follow, without a score of their own.
    return answer.hits
      .map((hit) => ({ ...presentFound(hit), meaning: 2 * (hit._rankingScore ?? 0) - 1 }))
      .filter(({ meaning }) => meaning > -1);
  }

  async function readLeg(
    filter: SearchFilter,
    sort: BrowseSort,
    { has, backwards, place, limit }: Leg,
  ): Promise<Found[]> {
    const column = sort === "newest" ? "explainedAt" : sort;
    const byKey = backwards ? DESCENDING : ASCENDING;
    const byFigure = (sort === "density") === backwards ? DESCENDING : ASCENDING;
    const key =
      place &&
      `(sourceId ${byKey.beyond} ${place.sourceId} OR (sourceId = ${place.sourceId} AND index ${byKey.beyond} ${place.index}))`;
    const beyond =
      key && has ? `(${column} ${byFigure.beyond} ${place.value} OR (${column} = ${place.value} AND ${key}))` : key;
    const { hits } = await client.index<MeiliDocument>(indexUid).search("", {
      filter: [...formatFilter(filter), `${column} IS ${has ? "NOT " : ""}NULL`, ...(beyond ? [beyond] : [])],
      sort: [...(has ? [`${column}:${byFigure.order}`] : []), `sourceId:${byKey.order}`, `index:${byKey.order}`],
      limit,
      attributesToRetrieve: [...FOUND_FIELDS],
    });
    return hits.map(presentFound);
  }

  const engine: SearchEngine = {
    name: "meilisearch",
    prepare: () => prepareIndex(indexUid),
    write: (...given) => writeDocuments(client, indexUid, ...given),
    async listIndices(sourceId) {
      const indices: number[] = [];
      for (let offset = 0; ; offset += PAGE) {
        const { results } = await client
          .index<MeiliDocument>(indexUid)
          .getDocuments({ filter: `sourceId = ${sourceId}`, fields: ["index"], limit: PAGE, offset });
        indices.push(...results.map(({ index }) => index));
        if (results.length < PAGE) return indices.sort((a, b) => a - b);
      }
    },
    async listSources() {
      const { facetDistribution } = await client.index(indexUid).search("", { facets: ["sourceId"], limit: 0 });
      return Object.keys(facetDistribution?.["sourceId"] ?? {})
        .map(Number)
        .sort((a, b) => a - b);
    },
    async readWords(query) {
      const documents = await countAll();
      return sayingWhenAway((filter, limit) => matchWords(client, indexUid, query, filter, { limit, documents }));
    },
    async matchMeaning(vector, filter, limit, embedder) {
      if (filter.sources.length === 0) return { found: [] };
      return {
        found: await findNear(vector, embedder, { filter: formatFilter(filter), limit: Math.min(limit, HITS_MAX) }),
      };
    },
    async measureMeaning(vector, keys, embedder) {
      const measured = new Map<string, number>();
      for (let from = 0; from < keys.length; from += HITS_MAX) {
        const ids = keys.slice(from, from + HITS_MAX).map(formatKey);
        const filter = [`id IN [${ids.join(", ")}]`];
        for (const near of await findNear(vector, embedder, { filter, limit: ids.length }))
          measured.set(formatKey(near), near.meaning);
      }
      return keys.map((key) => measured.get(formatKey(key)) ?? null);
    },
    async browse(filter, sort, from, limit) {
      if (filter.sources.length === 0) return [];
      return walkLegs(from, limit, (leg) => readLeg(filter, sort, leg));
    },
    async count(filter) {
      if (filter.sources.length === 0) return { total: 0, bySource: new Map(), byMethod: new Map() };
      const { facetDistribution = {} } = await client
        .index(indexUid)
        .search("", { filter: formatFilter(filter), facets: ["sourceId", "methods"], limit: 0 });
      const bySource = new Map(
        Object.entries(facetDistribution["sourceId"] ?? {}).map(([source, count]) => [Number(source), count]),
      );
      return {
        total: [...bySource.values()].reduce((sum, count) => sum + count, 0),
        bySource,
        byMethod: new Map(Object.entries(facetDistribution["methods"] ?? {})),
      };
    },
    // It counts as it writes.
    settle: async () => undefined,
    async startRebuild(embedder) {
      const uid = `${indexUid}_${Date.now().toString(36)}`;
      await prepareIndex(uid);
      await prepareIndex(indexUid);
      return everySayingWhenAway({
        write: (put) => writeDocuments(client, uid, put, [], embedder),
        async finish() {
          await finishTask(client.swapIndexes([{ indexes: [indexUid, uid], rename: false }]));
          await client.deleteIndexIfExists(uid);
          counted = undefined;
        },
      });
    },
    close: async () => undefined,
  };
  return everySayingWhenAway(engine);
}

/** Nothing, where a request was refused for this reason. */
function refusedFor(code: string, error: unknown): undefined {
  if (error instanceof MeilisearchApiError && error.cause?.code === code) return undefined;
  throw error;
}

function everySayingWhenAway<Calls extends object>(calls: Calls): Calls {
  type Call = (...given: unknown[]) => Promise<unknown>;
  const all = Object.entries(calls).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === "function" ? sayingWhenAway(value as Call) : value, // Every function of an engine is one.
  ]);
  return Object.fromEntries(all) as Calls; // The same functions under the same names.
}

/** The client's errors in our words: whoever searches need not know whose they are. */
function sayingWhenAway<Given extends unknown[], Answer>(
  ask: (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  return async (...given) => {
    try {
      return await ask(...given);
    } catch (error) {
      if (!(error instanceof MeilisearchError)) throw error;
      throw new AppError("unavailable", "The search engine gave no answer; try again in a moment.", { cause: error });
    }
  };
}
