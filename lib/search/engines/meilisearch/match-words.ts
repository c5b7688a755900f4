import type { Meilisearch } from "meilisearch";
import { FIELD_WEIGHTS, formatKey, OUTPUT_FIELD_WEIGHTS, SEARCH_FIELDS } from "#lib/search/document.ts";
import type { SearchFilter, WordMatches } from "#lib/search/engines/engine.ts";
import { formatFilter } from "#lib/search/engines/meilisearch/filter.ts";
import {
  encodeStem,
  FOUND_FIELDS,
  type MeiliDocument,
  presentFound,
} from "#lib/search/engines/meilisearch/index-document.ts";
import { readIntent } from "#lib/search/query-intent.ts";
import { analyzeQuery, findStem, lexemesOf, type Word } from "#lib/search/words/analyze.ts";
import {
  createWordScorer,
  STEM_QUALITY,
  TERMS_MAX,
  TYPO_ALTERNATIVES_MAX,
  TYPO_QUALITY,
  type WeighedTerm,
} from "#lib/search/words/word-score.ts";

/** Candidates of one word, of all words together. */
const CANDIDATES = 400;
/** Of a word that nothing has, looked at to see what it was taken for. */
const TYPO_CANDIDATES = 20;

type Hit = MeiliDocument & {
  _matchesPosition?: Partial<Record<string, { start: number; length: number }[]>>;
};
type Term = WeighedTerm & { word: Word; corrected: string[] };

/**
 * Meilisearch finds documents for each word of the query, and forgives typing errors; how well they match is then computed
 * as in the embedded engine, so that scores mean the same.
 */
export async function matchWords(
  client: Meilisearch,
  indexUid: string,
  query: string,
  filter: SearchFilter,
  { limit, documents }: { limit: number; documents: number },
): Promise<WordMatches> {
  const intent = readIntent(query);
  const weights = intent.side === "output" ? OUTPUT_FIELD_WEIGHTS : FIELD_WEIGHTS;
  const words = analyzeQuery(intent.text).slice(0, TERMS_MAX);
  if (words.length === 0 || filter.sources.length === 0) return { found: [], total: 0, corrected: [] };
  const asked = words.map(encodeStem);
  const together = words.length > 1 ? [asked.join(" ")] : [];
  const results = await searchAll(client, indexUid, filter, [
    ...asked.map((q) => ({ q, limit: Math.min(limit, CANDIDATES) })),
    ...together.map((q) => ({ q, limit: CANDIDATES })),
  ]);
  const lookedFor = await findTerms(words, results, (misspelt) =>
    searchAll(
      client,
      indexUid,
      filter,
      misspelt.map((word) => ({ q: encodeStem(word), limit: TYPO_CANDIDATES, showMatchesPosition: true })),
    ),
  );
  const hits = new Map(results.flatMap((result) => result.hits).map((hit) => [formatKey(hit), hit]));
  const scoreOf = createWordScorer(lookedFor, { weights, documents });
  const found = [...hits.values()]
    .map((hit) => ({ ...presentFound(hit), words: scoreOf(hit) }))
    .filter((one) => one.words > 0)
    .sort(
      (a, b) => b.words - a.words || (b.score ?? -2) - (a.score ?? -2) || a.sourceId - b.sourceId || a.index - b.index,
    );
  const total = Math.max(found.length, words.length === 1 && found.length > 0 ? (lookedFor[0]?.documents ?? 0) : 0);
  return {
    found: found.slice(0, limit),
    total,
    corrected: lookedFor.flatMap(({ word, corrected }) =>
      corrected.length > 0 ? [{ from: word.text, to: corrected }] : [],
    ),
  };
}

type Asked = { q: string; limit: number; showMatchesPosition?: boolean };
type Result = { hits: Hit[]; estimatedTotalHits?: number };

async function searchAll(
  client: Meilisearch,
  indexUid: string,
  filter: SearchFilter,
  asked: readonly Asked[],
): Promise<Result[]> {
  const shared = {
    indexUid,
    filter: formatFilter(filter),
    attributesToRetrieve: [...FOUND_FIELDS, "words", "lexemes"],
  };
  const queries = asked.map((one) => ({ ...shared, ...one }));
  const { results } = await client.multiSearch<{ queries: typeof queries }, Hit>({ queries });
  return results;
}

/**
 * What each word matched: itself or another form of it; or, where nothing has it, words that are spelt like it.
 * @param results of each word in its order
 * @param lookCloser at what some words matched, in their order
 */
async function findTerms(
  words: readonly Word[],
  results: readonly Result[],
  lookCloser: (words: readonly Word[]) => Promise<Result[]>,
): Promise<Term[]> {
  const misspelt = words.filter((word, i) => {
    const hits = results[i]?.hits ?? [];
    return hits.length > 0 && !hits.some((hit) => has(hit, word));
  });
  const closer = misspelt.length > 0 ? await lookCloser(misspelt) : [];
  return words.map((word, i) => {
    const documents = results[i]?.estimatedTotalHits ?? 0;
    const matched = closer[misspelt.indexOf(word)]?.hits.flatMap(matchedWords) ?? [];
    const corrected = [...new Set(matched)].slice(0, TYPO_ALTERNATIVES_MAX);
    const [text = word.text, stem = ""] = lexemesOf(word);
    const alternatives =
      corrected.length > 0
        ? corrected.map((lexeme) => ({ lexeme, quality: TYPO_QUALITY }))
        : [
            { lexeme: text, quality: 1 },
            { lexeme: stem, quality: STEM_QUALITY },
          ];
    return { word, alternatives, documents, corrected };
  });
}

function has({ words }: Hit, word: Word): boolean {
  const stem = word.stem ?? word.text;
  return SEARCH_FIELDS.some((field) => words[field].some((text) => (findStem(text) ?? text) === stem));
}

/** The words that Meilisearch says it matched: it counts bytes in the stems it was given. */
const matchedWords = ({ words, _matchesPosition = {} }: Hit): string[] =>
  SEARCH_FIELDS.flatMap((field) => {
    const places = new Set(_matchesPosition[field]?.map(({ start }) => start));
    let at = 0;
    return words[field].filter((text) => {
      const start = at;
      at += Buffer.byteLength(encodeStem({ text, stem: findStem(text) })) + 1;
      return places.has(start);
    });
  });
