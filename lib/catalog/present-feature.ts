import { formatFeatureAddress, type FeatureAddress } from "#lib/catalog/feature-address.ts";
import { Provenance, type ActivationExample, type ExampleGroup, type FeatureDetail } from "#lib/catalog/schema.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import { tokenText, type Vocabulary } from "#lib/catalog/vocabulary.ts";

export type ContentExample = { sequence: number; peakPosition: number; positions: ArrayLike<number>; values: ArrayLike<number> };
type ContentHistogram = { low: number; high: number; counts: ArrayLike<number> };
/** What a feature's stored bytes say. */
export type FeatureContent = {
  groups: { kind: ExampleGroup["kind"]; quantile: ExampleGroup["quantile"]; examples: ContentExample[] }[];
  histogram: ContentHistogram;
  quantiles: { at: number; value: number }[];
  outputTokens: {
    normalisation: string;
    top: { id: number; logit: number }[];
    bottom: { id: number; logit: number }[];
    histogram: ContentHistogram;
  };
  nearest: { index: number; cosine: number }[];
  coactive: { index: number; both: number; phi: number; shareOfFeature: number; shareOfPartner: number }[];
};

/** A feature's columns and what its source says of all its features. */
export type FeatureRecord = {
  density: number;
  maxActivation: number;
  activeTokens: number;
  revision: number;
  provenance: unknown;
  bosTokenId: number | null;
};

/** A sequence that examples point to, with its document. */
export type ExampleSequence = { tokens: ArrayLike<number>; start: number; document: ActivationExample["document"] };

/** Everything a feature's page shows. @throws Error when an example points to a sequence that is not there */
export function presentFeature(
  address: FeatureAddress,
  record: FeatureRecord,
  content: FeatureContent,
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): FeatureDetail {
  const text = (id: number) => tokenText(vocabulary, id).text;
  const weights = (tokens: { id: number; logit: number }[]) =>
    tokens.map(({ id, logit }) => ({ token: text(id), logit: round(logit) }));
  const { outputTokens } = content;
  return {
    address: formatFeatureAddress(address),
    ...address,
    density: record.density,
    maxActivation: record.maxActivation,
    activeTokens: record.activeTokens,
    dead: record.activeTokens === 0,
    groups: content.groups.map(({ kind, quantile, examples }) => ({
      kind,
      quantile: quantile && { ...quantile, low: round(quantile.low), high: round(quantile.high), share: round(quantile.share) },
      examples: examples.map((example) => presentExample(example, sequences, vocabulary, record.bosTokenId)),
    })),
    histogram: presentHistogram(content.histogram),
    quantiles: content.quantiles.map(({ at, value }) => ({ at, value: round(value) })),
    outputTokens: {
      normalisation: outputTokens.normalisation,
      top: weights(outputTokens.top),
      bottom: weights(outputTokens.bottom),
      histogram: presentHistogram(outputTokens.histogram),
    },
    nearest: content.nearest.map(({ index, cosine }) => ({ index, cosine: round(cosine) })),
    coactive: content.coactive.map(({ index, both, phi }) => ({ index, tokens: both, measure: round(phi) })),
    provenance: Provenance.nullable().parse(record.provenance),
    revision: record.revision,
  };
}

function presentExample(
  { sequence: ordinal, peakPosition, positions, values }: ContentExample,
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
  bosTokenId: number | null,
): ActivationExample {
  const sequence = sequences.get(ordinal);
  if (!sequence) throw new Error(`Sequence ${ordinal} is gone, though a feature's example points to it.`);
  // The document start that a model is given is not text; without it positions count from the first token a reader sees.
  const skipped = sequence.tokens.length > 0 && sequence.tokens[0] === bosTokenId ? 1 : 0;
  return {
    sequence: ordinal,
    document: sequence.document,
    start: sequence.start,
    ...readTokens(vocabulary, Array.from(sequence.tokens).slice(skipped)),
    positions: Array.from(positions, (position) => position - skipped),
    values: Array.from(values, round),
    peak: peakPosition - skipped,
  };
}

function presentHistogram({ low, high, counts }: ContentHistogram): FeatureDetail["histogram"] {
  return counts.length === 0 ? null : { low: round(low), high: round(high), counts: Array.from(counts) };
}

const SIGNIFICANT_DIGITS = 4;

/** Values are kept as float16, which has little over three digits; more on the wire would be noise. */
const round = (value: number) => Number(value.toPrecision(SIGNIFICANT_DIGITS));
