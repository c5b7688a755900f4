import { semanticText } from "#lib/search/semantic-text.ts";

/** Which feature, by inner keys: features are computed anew under the same key. */
export type FeatureKey = { sourceId: number; index: number };

export const formatKey = ({ sourceId, index }: FeatureKey): string => `${sourceId}-${index}`;

/** What is read of a feature to index it. */
export type DocumentRow = FeatureKey & {
  density: number;
  topTokens: readonly string[];
  outputTokens: readonly string[];
  /** Current ones of either side, best first. */
  explanations: readonly IndexedExplanation[];
  /** Of the best explanation. */
  score: number | null;
};

export type IndexedExplanation = {
  text: string;
  method: string;
  side: "INPUT" | "OUTPUT";
  /** Made of a predicate: its text is a list of tokens in a fixed form of words. */
  formal: boolean;
  createdAt: Date;
};

/** A feature as search engines know it: what is matched, filtered and sorted by. A pure function of its row. */
export type SearchDocument = FeatureKey & {
  /** Texts by how much a match in them counts, most first. */
  fields: Record<SearchField, string[]>;
  methods: string[];
  score: number | null;
  density: number;
  /** When its newest explanation was made. */
  explainedAt: Date | null;
  /** What its direction is made from; undefined where it has no words of meaning. */
  semanticText: string | undefined;
};

/** Fields and the share of a full match that a match in them counts. */
export const FIELD_WEIGHTS = { label: 1, topTokens: 0.75, output: 0.5 } as const;
export type SearchField = keyof typeof FIELD_WEIGHTS;
export const SEARCH_FIELDS = ["label", "topTokens", "output"] as const satisfies readonly SearchField[];

export function buildDocument(row: DocumentRow): SearchDocument {
  const { sourceId, index, density, score, topTokens, outputTokens, explanations } = row;
  const ofSide = (side: IndexedExplanation["side"]) =>
    explanations.filter((explanation) => explanation.side === side).map(({ text }) => text);
  const newest = Math.max(...explanations.map(({ createdAt }) => createdAt.getTime()));
  return {
    sourceId,
    index,
    fields: { label: ofSide("INPUT"), topTokens: [...topTokens], output: [...ofSide("OUTPUT"), ...outputTokens] },
    methods: [...new Set(explanations.map(({ method }) => method))].sort(),
    score,
    density,
    explainedAt: Number.isFinite(newest) ? new Date(newest) : null,
    semanticText: semanticText(row),
  };
}
