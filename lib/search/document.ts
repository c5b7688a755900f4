import { splitFormalLabel } from "#lib/search/formal-label.ts";
import { semanticText } from "#lib/search/semantic-text.ts";
import { nameKinds } from "#lib/search/words/token-kinds.ts";

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

/**
 * Fields and the share of a full match that a match in them counts: `label` what people and language models wrote, what kind of
 * tokens it fires on, its only top token; `topTokens` the tokens it fires on most; `output` what it promotes; `aside` what is
 * said of it beside that. Chosen on one half of the judged queries: docs/decisions/045-search-ranking.md.
 */
export const FIELD_WEIGHTS = { label: 1, topTokens: 0.75, output: 0.3, aside: 0.5 } as const;
/** The same for a query that asks what is promoted. */
export const OUTPUT_FIELD_WEIGHTS: Record<SearchField, number> = { label: 0.3, topTokens: 0.2, output: 1, aside: 0.2 };
export type SearchField = keyof typeof FIELD_WEIGHTS;
export const SEARCH_FIELDS = ["label", "topTokens", "output", "aside"] as const satisfies readonly SearchField[];

/** So many tokens of a list are what it is about; the others are like these. */
const LEADING_TOKENS = 4;

export function buildDocument(row: DocumentRow): SearchDocument {
  const { sourceId, index, density, score, explanations } = row;
  const newest = Math.max(...explanations.map(({ createdAt }) => createdAt.getTime()));
  return {
    sourceId,
    index,
    fields: { ...describeInput(row), output: describeOutput(row) },
    methods: [...new Set(explanations.map(({ method }) => method))].sort(),
    score,
    density,
    explainedAt: Number.isFinite(newest) ? new Date(newest) : null,
    semanticText: semanticText(row),
  };
}

function describeInput({
  explanations,
  topTokens,
}: DocumentRow): Pick<SearchDocument["fields"], "label" | "topTokens" | "aside"> {
  const inputs = explanations.filter(({ side }) => side === "INPUT");
  const written = inputs.filter(({ formal }) => !formal).map(({ text }) => text);
  const labels = inputs.filter(({ formal }) => formal).map(({ text }) => splitFormalLabel(text));
  const tokens = labels.flatMap((label) => label.tokens);
  const kinds = nameKinds([...tokens, ...topTokens]);
  const only = new Set(topTokens.map((token) => token.trim().toLowerCase())).size === 1;
  return {
    label: [
      ...written,
      ...labels.map(({ said }) => said).filter((said) => said !== ""),
      ...kinds.mostly,
      ...(only ? topTokens : []),
    ],
    topTokens: [...topTokens, ...tokens.slice(0, LEADING_TOKENS), ...kinds.partly],
    aside: [...tokens.slice(LEADING_TOKENS), ...labels.flatMap(({ aside }) => aside)],
  };
}

function describeOutput({ explanations, outputTokens }: DocumentRow): string[] {
  const written = explanations.filter(({ side }) => side === "OUTPUT").map(({ text }) => text);
  return [...written, ...outputTokens, ...nameKinds(outputTokens).mostly];
}
