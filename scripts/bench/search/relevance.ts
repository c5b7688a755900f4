import { bootstrapInterval } from "#lib/stats/bootstrap.ts";
import type { Search } from "#lib/search/open-search.ts";
import { searchFeatures } from "#lib/search/search-features.ts";
import { SearchQuery } from "#lib/search/search-query.ts";
import type { Figure } from "#scripts/bench/report.ts";
import type { Half, JudgedQuery } from "#scripts/bench/search/judged-set.ts";
import { type Grades, judgedShare, ndcg, recall, success } from "#scripts/bench/search/metrics.ts";

/** What a search goes by. */
const WAYS = { words: "words alone", meaning: "meaning alone", both: "fused" } as const;
type Way = keyof typeof WAYS;

const DEPTH = 10;
const DEPTH_FIRST = 3;
const METRICS = {
  [`nDCG@${DEPTH}`]: (ranking, grades) => ndcg(ranking, grades, DEPTH),
  [`recall@${DEPTH}`]: (ranking, grades) => recall(ranking, grades, DEPTH),
  [`success@${DEPTH_FIRST}`]: (ranking, grades) => success(ranking, grades, DEPTH_FIRST),
} as const satisfies Record<string, (ranking: readonly string[], grades: Grades<string>) => number | undefined>;

const SEED = 1;

/** Addresses of the first features found for each query, by each way. */
export type Rankings = Record<Way, string[][]>;

/** Asks each query in each way, as a visitor does. */
export async function rankQueries(search: Search, queries: readonly Pick<JudgedQuery, "q">[]): Promise<Rankings> {
  const rankings: Rankings = { words: [], meaning: [], both: [] };
  for (const { q } of queries) {
    for (const by of ["words", "meaning", "both"] as const) {
      const { items } = await searchFeatures(search, SearchQuery.parse({ q, by }), { limit: DEPTH });
      rankings[by].push(items.map(({ address }) => address));
    }
  }
  return rankings;
}

/** How well the rankings answer the queries of one half, and by how much fusing is better than the better one alone. */
export function presentRelevance(rankings: Rankings, queries: readonly JudgedQuery[], half: Half): Figure[] {
  const own = queries.flatMap((query, i) => (query.half === half ? [{ query, i }] : []));
  const concepts = [...new Set(own.map(({ query }) => query.concept))];
  const measure = (way: Way, metric: (typeof METRICS)[keyof typeof METRICS]): Values =>
    own.map(({ query, i }) => ({
      concept: concepts.indexOf(query.concept),
      value: metric(rankings[way][i] ?? [], query.grades),
    }));
  return Object.entries(METRICS).flatMap(([name, metric]) => {
    const byWay = {
      words: measure("words", metric),
      meaning: measure("meaning", metric),
      both: measure("both", metric),
    };
    const better = meanOf(byWay.words) >= meanOf(byWay.meaning) ? "words" : "meaning";
    const difference = byWay.both.map((one, i) => subtract(one, byWay[better][i]));
    return [
      ...(["words", "meaning", "both"] as const).map((way) =>
        present(`${name}, ${WAYS[way]}`, byWay[way], concepts.length),
      ),
      present(`${name}, fused − ${WAYS[better]}`, difference, concepts.length),
    ];
  });
}

/** The share of the first places that somebody judged: what was not counts as wrong. */
export function presentJudged(rankings: Rankings, queries: readonly JudgedQuery[]): Figure {
  const shares = rankings.both.flatMap(
    (ranking, i) => judgedShare(ranking, queries[i]?.grades ?? new Map(), DEPTH) ?? [],
  );
  const value = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  return { what: `judged of the first ${DEPTH}, fused`, value: 100 * value, unit: "%", note: "others count as wrong" };
}

/** A query's figure, undefined where it has none, with the number of its concept. */
type Values = { concept: number; value: number | undefined }[];

const subtract = (a: Values[number], b: Values[number] | undefined): Values[number] => ({
  concept: a.concept,
  value: a.value === undefined || b?.value === undefined ? undefined : a.value - b.value,
});

/** Queries for one concept are alike: an interval draws whole concepts. */
function present(what: string, values: Values, concepts: number): Figure {
  const sums = new Float64Array(concepts);
  const counts = new Uint32Array(concepts);
  for (const { concept, value } of values) {
    if (value === undefined) continue;
    sums[concept] = (sums[concept] ?? 0) + value;
    counts[concept] = (counts[concept] ?? 0) + 1;
  }
  const interval = bootstrapInterval(concepts, (times) => weightedMean(sums, counts, times), { seed: SEED });
  const note = interval ? `${interval.low.toFixed(3)} … ${interval.high.toFixed(3)}` : "";
  return { what, value: meanOf(values), unit: "", note };
}

function weightedMean(sums: Float64Array, counts: Uint32Array, times: Uint32Array): number | undefined {
  const count = counts.reduce((sum, one, concept) => sum + one * (times[concept] ?? 0), 0);
  return count === 0 ? undefined : sums.reduce((sum, one, concept) => sum + one * (times[concept] ?? 0), 0) / count;
}

function meanOf(values: Values): number {
  const known = values.flatMap(({ value }) => value ?? []);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
