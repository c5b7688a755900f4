import type { FeatureKey } from "#lib/search/document.ts";
import { formatKey, SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import type { Found, IndexedDocument } from "#lib/search/engines/engine.ts";
import { analyze, lexemesOf, type WordForm } from "#lib/search/words/analyze.ts";

/** Raised when documents are stored otherwise: an index of others is left alone, and another one filled beside it. */
export const DOCUMENT_VERSION = 2;

/**
 * A document as it is stored. Meilisearch searches the fields, which are stems in words that it cannot cut; `words` are for us,
 * one for each stem, cut once and for all.
 */
export type MeiliDocument = FeatureKey &
  Record<SearchField, string> & {
    id: string;
    words: Record<SearchField, string[]>;
    lexemes: number;
    methods: string[];
    score: number | null;
    density: number;
    /** Milliseconds since 1970. */
    explainedAt: number | null;
    _vectors: Record<string, number[] | null>;
  };

/** @param without other embedders, by which it has no direction */
export function toMeili(document: IndexedDocument, embedder: string, without: readonly string[]): MeiliDocument {
  const { sourceId, index, fields, methods, score, density, explainedAt, vector } = document;
  const words = mapFields((field) => fields[field].flatMap(analyze));
  return {
    id: formatKey(document),
    sourceId,
    index,
    ...mapFields((field) => words[field].map(encodeStem).join(" ")),
    words: mapFields((field) => words[field].map(({ text }) => text)),
    lexemes: new Set(SEARCH_FIELDS.flatMap((field) => words[field].flatMap(lexemesOf))).size,
    methods,
    score,
    density,
    explainedAt: explainedAt?.getTime() ?? null,
    // Null says that there is none; left out, Meilisearch refuses the document.
    _vectors: { ...Object.fromEntries(without.map((name) => [name, null])), [embedder]: vector ? [...vector] : null },
  };
}

const mapFields = <T>(of: (field: SearchField) => T): Record<SearchField, T> => ({
  label: of("label"),
  topTokens: of("topTokens"),
  output: of("output"),
  aside: of("aside"),
});

const ONLY_LETTERS = /^[\p{L}\p{N}]+$/u;

/**
 * The stem of a word; of one with signs, which Meilisearch would cut or drop, its code points in letters. One sign is short,
 * so that it is not taken for another by mistake of typing.
 */
export function encodeStem({ text, stem }: WordForm): string {
  const word = stem ?? text;
  if (ONLY_LETTERS.test(word)) return word;
  return `z${Array.from(word, (sign) => (sign.codePointAt(0) ?? 0).toString(36)).join("z")}`;
}

export const FOUND_FIELDS = ["sourceId", "index", "methods", "score", "density", "explainedAt"] as const;

export function presentFound(hit: Pick<MeiliDocument, (typeof FOUND_FIELDS)[number]>): Found {
  const { sourceId, index, methods, score, density, explainedAt } = hit;
  return { sourceId, index, methods, score, density, explainedAt: explainedAt === null ? null : new Date(explainedAt) };
}
