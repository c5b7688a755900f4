import { formatFeatureAddress, type FeatureAddress } from "#lib/catalog/feature-address.ts";
import { Provenance, type ActivationExample, type ExampleGroup, type FeatureDetail } from "#lib/catalog/schema.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import { tokenText, type Vocabulary } from "#lib/catalog/vocabulary.ts";
import type {
  DetailExample,
  ExampleGroup as StoredGroup,
  FeatureDetail as StoredDetail,
} from "#lib/stats/feature-detail.ts";
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
  explanationsRevision: string;
  provenance: unknown;
};

/** A sequence that examples point to, with its document. */
export type ExampleSequence = {
  tokens: Uint32Array;
  /** Tokens at its beginning that are not of its text: lib/corpus/lead.ts. */
  lead: number;
  /** Position in the document of the first token after the lead. */
  start: number;
  document: ActivationExample["document"];
};

/** What was said of a feature. */
export type Explained = Pick<FeatureDetail, "explanations" | "explanationFailures" | "scores">;

/** Everything a feature's page shows. @throws Error when an example points to a sequence that is not there */
export function presentFeature(
  address: FeatureAddress,
  record: FeatureRecord,
  detail: StoredDetail,
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
  explained: Explained,
): FeatureDetail {
  const read = readingOnce(sequences, vocabulary);
  const present = (example: DetailExample) => presentExample(example, read(example.sequence));
  const presentLogit = ({ token, logit }: TokenLogit) => ({
    token: tokenText(vocabulary, token).text,
    logit: round(logit),
  });
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
    ...explained,
    explanationsRevision: record.explanationsRevision,
    provenance: Provenance.nullable().parse(record.provenance),
    revision: record.revision,
  };
}

/** The strongest of a feature's examples; undefined where it was never active. */
export function presentStrongest(
  detail: StoredDetail,
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): ActivationExample | undefined {
  const example = findStrongest(detail);
  return example && presentExample(example, readingOnce(sequences, vocabulary)(example.sequence));
}

export const findStrongest = ({ groups }: StoredDetail): DetailExample | undefined =>
  groups.find(({ kind }) => kind === "top")?.examples[0];

function presentGroup(group: StoredGroup, present: (example: DetailExample) => ActivationExample): ExampleGroup {
  const examples = group.examples.map(present);
  if (group.kind !== "quantile") return { kind: group.kind, quantile: null, examples };
  const { index, low, high, share } = group.quantile;
  return { kind: group.kind, quantile: { index, low: round(low), high: round(high), share: round(share) }, examples };
}

/** A sequence as a reader sees it, with the length of the lead that is left out. */
type ReadSequence = Pick<ActivationExample, "sequence" | "document" | "start" | "tokens" | "fragments"> & {
  lead: number;
};

/** Reads each sequence once, though several groups may show it. */
function readingOnce(
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): (ordinal: number) => ReadSequence {
  const known = new Map<number, ReadSequence>();
  return (ordinal) => {
    const before = known.get(ordinal);
    if (before) return before;
    const found = sequences.get(ordinal);
    if (!found) throw new Error(`Sequence ${ordinal} is gone, though a feature's example points to it.`);
    const { lead, document, start } = found;
    const read = { sequence: ordinal, document, start, lead, ...readTokens(vocabulary, found.tokens.subarray(lead)) };
    known.set(ordinal, read);
    return read;
  };
}

function presentExample(
  { peakPosition, positions, values }: DetailExample,
  { lead, ...sequence }: ReadSequence,
): ActivationExample {
  return {
    ...sequence,
    positions: Array.from(positions, (position) => position - lead),
    values: Array.from(values, round),
    peak: peakPosition - lead,
  };
}

function presentHistogram({ low, high, counts }: Histogram): FeatureDetail["histogram"] {
  return counts.length === 0 ? null : { low: round(low), high: round(high), counts: Array.from(counts) };
}

const SIGNIFICANT_DIGITS = 5;

/** Five digits name every float16, which is what is kept; more on the wire would be noise. */
const round = (value: number) => Number(value.toPrecision(SIGNIFICANT_DIGITS));
