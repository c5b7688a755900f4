import type { FeatureKey } from "#lib/search/document.ts";
import { formatKey, SEARCH_FIELDS, type SearchField } from "#lib/search/document.ts";
import type { Found, IndexedDocument } from "#lib/search/engines/engine.ts";
import { analyze, type Word } from "#lib/search/words/analyze.ts";

/** A document as it is stored. Meilisearch searches the stems, in words that it cannot cut; `texts` are for us. */
export type MeiliDocument = FeatureKey & {
  id: string;
  texts: Record<SearchField, string[]>;
  methods: string[];
  score: number | null;
  density: number;
  /** Milliseconds since 1970. */
  explainedAt: number | null;
  _vectors: Record<string, number[] | null>;
} & Record<SearchField, string>;

/** @param without other embedders, by which it has no direction */
export function toMeili(document: IndexedDocument, embedder: string, without: readonly string[]): MeiliDocument {
  const { sourceId, index, fields, methods, score, density, explainedAt, vector } = document;
  const stems = (field: SearchField) => fields[field].flatMap(analyze).map(encodeStem).join(" ");
  return {
    id: formatKey(document),
    sourceId,
    index,
    texts: fields,
    label: stems("label"),
    topTokens: stems("topTokens"),
    output: stems("output"),
    aside: stems("aside"),
    methods,
    score,
    density,
    explainedAt: explainedAt?.getTime() ?? null,
    // Null says that there is none; left out, Meilisearch refuses the document.
    _vectors: { ...Object.fromEntries(without.map((name) => [name, null])), [embedder]: vector ? [...vector] : null },
  };
}

const ONLY_LETTERS = /^[\p{L}\p{N}]+$/u;

/**
 * The stem of a word; of one with signs, which Meilisearch would cut or drop, its code points in letters. One sign is short,
 * so that it is not taken for another by mistake of typing.
 */
export function encodeStem({ text, stem }: Pick<Word, "text" | "stem">): string {
  const word = stem ?? text;
  if (ONLY_LETTERS.test(word)) return word;
  return `z${Array.from(word, (sign) => (sign.codePointAt(0) ?? 0).toString(36)).join("z")}`;
}

export const FOUND_FIELDS = ["sourceId", "index", "methods", "score", "density", "explainedAt"] as const;

export function presentFound(hit: Pick<MeiliDocument, (typeof FOUND_FIELDS)[number]>): Found {
  const { sourceId, index, methods, score, density, explainedAt } = hit;
  return { sourceId, index, methods, score, density, explainedAt: explainedAt === null ? null : new Date(explainedAt) };
}

export const SEARCHED: readonly SearchField[] = SEARCH_FIELDS;
