import { formatFeatureAddress, type FeatureAddress } from "#lib/catalog/feature-address.ts";
import { Provenance, type ActivationExample, type ExampleGroup, type FeatureDetail } from "#lib/catalog/schema.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import { tokenText, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { DetailExample, ExampleGroup as StoredGroup, FeatureDetail as StoredDetail } from "#lib/stats/feature-detail.ts";
import type { Histogram } from "#lib/stats/histogram.ts";
import type { TokenLogit } from "#lib/stats/output-tokens.ts";

/** How the pipeline makes a feature's logits (lib/engine/projection.ts). */
const OUTPUT_NORMALISATION =
  "decoder direction at unit length, times the final norm's gain, times the unembedding; not centred";

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
  detail: StoredDetail,
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): FeatureDetail {
  const present = (example: DetailExample) => presentExample(example, sequences, vocabulary, record.bosTokenId);
  const presentLogit = ({ token, logit }: TokenLogit) => ({ token: tokenText(vocabulary, token).text, logit: round(logit) });
  return {
    address: formatFeatureAddress(address),
    ...address,
    density: record.density,
    maxActivation: record.maxActivation,
    meanActivation: round(detail.mean),
    tokens: detail.tokensSeen,
    activeTokens: record.activeTokens,
    activeSequences: detail.activeSequences,
    activeDocuments: detail.activeDocuments,
    dead: record.activeTokens === 0,
    groups: detail.groups.map((group) => presentGroup(group, present)),
    histogram: presentHistogram(detail.activations),
    quantiles: detail.quantiles.map(({ probability, value }) => ({ at: probability, value: round(value) })),
    quantileError: detail.quantileError,
    outputTokens: {
      normalisation: OUTPUT_NORMALISATION,
      top: detail.output.top.map(presentLogit),
      bottom: detail.output.bottom.map(presentLogit),
      histogram: presentHistogram(detail.output.histogram),
    },
    nearest: detail.nearest.map(({ index, cosine }) => ({ index, cosine: round(cosine) })),
    coactive: detail.coactivating.map(({ index, both, phi, shareOfFeature, shareOfPartner }) => ({
      index,
      tokens: both,
      phi: round(phi),
      shareOfFeature: round(shareOfFeature),
      shareOfPartner: round(shareOfPartner),
    })),
    provenance: Provenance.nullable().parse(record.provenance),
    revision: record.revision,
  };
}

function presentGroup(group: StoredGroup, present: (example: DetailExample) => ActivationExample): ExampleGroup {
  const examples = group.examples.map(present);
  if (group.kind !== "quantile") return { kind: group.kind, quantile: null, examples };
  const { index, low, high, share } = group.quantile;
  return { kind: group.kind, quantile: { index, low: round(low), high: round(high), share: round(share) }, examples };
}

function presentExample(
  { sequence: ordinal, peakPosition, positions, values }: DetailExample,
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

function presentHistogram({ low, high, counts }: Histogram): FeatureDetail["histogram"] {
  return counts.length === 0 ? null : { low: round(low), high: round(high), counts: Array.from(counts) };
}

const SIGNIFICANT_DIGITS = 4;

/** Values are kept as float16, which has little over three digits; more on the wire would be noise. */
const round = (value: number) => Number(value.toPrecision(SIGNIFICANT_DIGITS));
