import type { Meilisearch } from "meilisearch";
import { FIELD_WEIGHTS, OUTPUT_FIELD_WEIGHTS, SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import type { SearchFilter, WordMatches } from "#lib/search/engines/engine.ts";
import { formatFilter } from "#lib/search/engines/meilisearch/filter.ts";
import {
  encodeStem,
  FOUND_FIELDS,
  type MeiliDocument,
  presentFound,
} from "#lib/search/engines/meilisearch/index-document.ts";
import { readIntent } from "#lib/search/query-intent.ts";
import { analyze, analyzeQuery, lexemesOf, type Word } from "#lib/search/words/analyze.ts";
import {
  scoreWords,
  STEM_QUALITY,
  TERMS_MAX,
  TYPO_ALTERNATIVES_MAX,
  TYPO_QUALITY,
  type WeighedTerm,
} from "#lib/search/words/word-score.ts";

/** Candidates of one word, of all words together. */
const CANDIDATES = 400;

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
  const ask = (q: string, size: number) => ({
    indexUid,
    q,
    filter: formatFilter(filter),
    limit: size,
    attributesToRetrieve: [...FOUND_FIELDS, "texts"],
    showMatchesPosition: true,
  });
  const together = words.map(encodeStem).join(" ");
  const { results } = await client.multiSearch<{ queries: ReturnType<typeof ask>[] }, Hit>({
    queries: [...words.map((word) => ask(encodeStem(word), Math.min(limit, CANDIDATES))), ask(together, CANDIDATES)],
  });
  const terms = words.map((word, i) => describeTerm(word, results[i]?.hits ?? [], results[i]?.estimatedTotalHits ?? 0));
  const hits = new Map(results.flatMap((result) => result.hits).map((hit) => [`${hit.sourceId}-${hit.index}`, hit]));
  const found = [...hits.values()]
    .map((hit) => ({ ...presentFound(hit), words: scoreWords(terms, hit.texts, { weights, documents }) }))
    .filter((one) => one.words > 0)
    .sort(
      (a, b) => b.words - a.words || (b.score ?? -2) - (a.score ?? -2) || a.sourceId - b.sourceId || a.index - b.index,
    );
  const total = Math.max(found.length, words.length === 1 && found.length > 0 ? (terms[0]?.documents ?? 0) : 0);
  return {
    found: found.slice(0, limit),
    total,
    corrected: terms.flatMap(({ word, corrected }) =>
      corrected.length > 0 ? [{ from: word.text, to: corrected }] : [],
    ),
  };
}

/** Looks at what a word matched: itself, another form of it, or, where nothing has it, words that are spelt like it. */
function describeTerm(word: Word, hits: readonly Hit[], total: number): Term {
  const stem = encodeStem(word);
  const matched = new Map<string, Word>();
  for (const hit of hits)
    for (const field of SEARCH_FIELDS) for (const other of matchedWords(hit, field)) matched.set(other.text, other);
  const isItself = [...matched.values()].some((other) => encodeStem(other) === stem);
  if (isItself || matched.size === 0) {
    const [text = word.text, marked = ""] = lexemesOf(word);
    const alternatives = [
      { lexeme: text, quality: 1 },
      { lexeme: marked, quality: STEM_QUALITY },
    ];
    return { word, alternatives, documents: total, corrected: [] };
  }
  const near = [...matched.keys()].slice(0, TYPO_ALTERNATIVES_MAX);
  return {
    word,
    alternatives: near.map((lexeme) => ({ lexeme, quality: TYPO_QUALITY })),
    documents: total,
    corrected: near,
  };
}

/** The words of a field that Meilisearch says it matched: it counts bytes in the stems it was given. */
function matchedWords({ texts, _matchesPosition = {} }: Hit, field: SearchField): Word[] {
  const places = _matchesPosition[field] ?? [];
  if (places.length === 0) return [];
  const words = texts[field].flatMap(analyze);
  let at = 0;
  const starts = words.map((one) => {
    const start = at;
    at += Buffer.byteLength(encodeStem(one)) + 1;
    return start;
  });
  return places.flatMap(({ start }) => words[starts.indexOf(start)] ?? []);
}
