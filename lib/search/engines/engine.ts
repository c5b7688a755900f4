import type { Cursor } from "#lib/catalog/cursor.ts";
import type { FeatureKey, SearchDocument } from "#lib/search/document.ts";
import type { EmbedderIdentity } from "#lib/search/embedders/embedder.ts";

/** Which features may be found. Everything that is said of sources (model, release, layer, visibility) is in the list of them. */
export type SearchFilter = {
  sources: readonly number[];
  /** How many features these have, at least as many as there are documents of them. */
  features: number;
  /** Explained by one of these; none: all. */
  methods: readonly string[];
  score: Range;
  density: Range;
};
export type Range = { min: number | undefined; max: number | undefined };

/** What is known of a feature that was found, without reading it: enough to sort and to count. */
export type Found = FeatureKey & {
  methods: readonly string[];
  score: number | null;
  density: number;
  explainedAt: Date | null;
};

export type WordMatches = {
  /** Best first; `words`: how well it matches, 0…1. */
  found: (Found & { words: number })[];
  /** How many match, ranked or not. */
  total: number;
  /** Words that no document has, and those looked for instead. */
  corrected: { from: string; to: string[] }[];
};

/** A query whose words were looked up: finds documents that have them. The request is on its way when the call returns. */
export type WordSearch = (filter: SearchFilter, limit: number) => Promise<WordMatches>;

/** Nearest first; cosine of the directions. */
export type MeaningMatches = { found: (Found & { meaning: number })[] };

export type BrowseSort = "score" | "density" | "newest";
/** A place in a listing: at this value, and among its equals at this feature. */
export type BrowsePlace = FeatureKey & { value: number | null };

/** A document with the direction that its meaning has, when it is known by now. */
export type IndexedDocument = SearchDocument & { vector: Float32Array | undefined };

/** Counts of the documents that a filter leaves. */
export type DocumentCounts = {
  total: number;
  bySource: ReadonlyMap<number, number>;
  byMethod: ReadonlyMap<string, number>;
};

/**
 * Where documents are found by words and by meaning. Nobody who holds one asks which it is. All calls throw AppError
 * unavailable when it cannot be reached.
 */
export type SearchEngine = {
  name: string;
  /** Applies its settings. Safe to do twice, and while others search. */
  prepare(): Promise<void>;
  /** Puts and removes documents; on return others find what was put. Safe to do twice. */
  write(put: readonly IndexedDocument[], removed: readonly FeatureKey[], embedder: EmbedderIdentity): Promise<void>;
  /** Every feature of a source that it holds, for finding those that are no more. Ascending. */
  listIndices(sourceId: number): Promise<number[]>;
  /** Sources it holds anything of. */
  listSources(): Promise<number[]>;
  readWords(query: string): Promise<WordSearch>;
  /** @param vector of length 1 by `embedder`; documents whose direction is another embedder's are not found */
  matchMeaning(
    vector: Float32Array,
    filter: SearchFilter,
    limit: number,
    embedder: EmbedderIdentity,
  ): Promise<MeaningMatches>;
  /** Cosines of chosen features, in their order; null of those without a direction. */
  measureMeaning(
    vector: Float32Array,
    keys: readonly FeatureKey[],
    embedder: EmbedderIdentity,
  ): Promise<(number | null)[]>;
  /**
   * Documents by one of their figures: highest first (density lowest first), those without it last, equals by key. In walking
   * order, which from a cursor that says so is backwards.
   */
  browse(
    filter: SearchFilter,
    sort: BrowseSort,
    from: Cursor<BrowsePlace> | undefined,
    limit: number,
  ): Promise<Found[]>;
  count(filter: SearchFilter): Promise<DocumentCounts>;
  /** Called once after many writes: what an engine keeps about all documents together. */
  settle(): Promise<void>;
  /** Begins anew beside what others go on finding. */
  startRebuild(embedder: EmbedderIdentity): Promise<Rebuild>;
  close(): Promise<void>;
};

/** A second index in the making. What is not finished leaves the first one as it was. */
export type Rebuild = {
  write(put: readonly IndexedDocument[]): Promise<void>;
  /** Others find what was written, and nothing else, from one moment to the next. */
  finish(): Promise<void>;
};
