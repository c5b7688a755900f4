import type { DetailExample, FeatureDetail } from "#lib/stats/feature-detail.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";

export type SpecimenSequence = { ordinal: number; document: number; start: number; tokens: number[] };
export type SpecimenFeature = {
  density: number;
  maxActivation: number;
  activeTokens: number;
  peaks: number[];
  detail: FeatureDetail;
};

const PROBABILITIES = [0.5, 0.9, 0.99, 0.999];
const GROUP_SIZES = { top: 20, quantiles: 5, perQuantile: 5, random: 20 } as const;

/** Feature `index` of a source: dead, dense, or active on the tokens congruent to it. */
export function makeSpecimenFeature(
  index: number,
  {
    sequences,
    vocabularySize,
    random,
  }: { sequences: SpecimenSequence[]; vocabularySize: number; random: () => number },
): SpecimenFeature {
  const dead = index % 25 === 7;
  const dense = index % 40 === 11;
  const scale = 0.5 + 12 * random();
  const fires = (token: number) => !dead && (dense ? token % 2 === index % 2 : token % 97 === index % 97);
  const examples = sequences
    .flatMap((sequence) => makeExample(sequence, fires, scale, random))
    .toSorted((a, b) => b.peak - a.peak);
  const values = examples.flatMap((example) => Array.from(example.values)).toSorted((a, b) => a - b);
  const counted = sequences.reduce((sum, { tokens }) => sum + tokens.length - 1, 0);
  const active = new Set(examples.map(({ sequence }) => sequences[sequence]?.document));
  return {
    density: values.length / counted,
    maxActivation: values.at(-1) ?? 0,
    activeTokens: values.length,
    peaks: examples.slice(0, 5).map(({ token }) => token),
    detail: {
      tokensSeen: counted,
      activeTokens: values.length,
      activeSequences: examples.length,
      activeDocuments: active.size,
      max: values.at(-1) ?? 0,
      mean: values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
      activations: histogramOf(values, 0),
      quantiles:
        values.length === 0
          ? []
          : PROBABILITIES.map((probability) => ({
              probability,
              value: values[Math.floor(probability * values.length)] ?? 0,
            })),
      quantileError: values.length === 0 ? 0 : 0.01,
      groups: groupsOf(examples, random),
      output: {
        top: logits(index, vocabularySize, 1),
        bottom: logits(index + 13, vocabularySize, -1),
        histogram: histogramOf(
          Array.from({ length: 400 }, () => random() + random() + random() - 1.5),
          -1.5,
        ),
      },
      nearest: [1, 2, 3, 4, 5].map((rank) => ({ index: (index + rank * 17) % 100, cosine: 0.9 / rank })),
      coactivating: dead
        ? []
        : [1, 2, 3].map((rank) => ({
            index: (index + rank * 31) % 100,
            both: 60 / rank,
            phi: 0.6 / rank,
            shareOfFeature: 0.5,
            shareOfPartner: 0.4,
          })),
    },
  };
}

type Candidate = DetailExample & { peak: number; token: number };

function makeExample(
  { ordinal, tokens }: SpecimenSequence,
  fires: (token: number) => boolean,
  scale: number,
  random: () => number,
): Candidate[] {
  const positions = tokens.flatMap((token, position) => (position > 0 && fires(token) ? [position] : []));
  if (positions.length === 0) return [];
  const values = positions.map(() => roundToFloat16(scale * (0.05 + 0.95 * random())));
  const peak = Math.max(...values);
  const peakPosition = positions[values.indexOf(peak)] ?? 0;
  return [
    {
      sequence: ordinal,
      peakPosition,
      positions: Uint8Array.from(positions),
      values: Float32Array.from(values),
      peak,
      token: tokens[peakPosition] ?? 0,
    },
  ];
}

function groupsOf(examples: Candidate[], random: () => number): FeatureDetail["groups"] {
  if (examples.length === 0) return [];
  const band = Math.ceil(examples.length / GROUP_SIZES.quantiles);
  const quantiles = Array.from({ length: GROUP_SIZES.quantiles }, (_, index) => {
    const inside = examples.slice(index * band, (index + 1) * band);
    const quantile = {
      index,
      low: inside.at(-1)?.peak ?? 0,
      high: inside[0]?.peak ?? 0,
      share: inside.length / examples.length,
    };
    return { kind: "quantile" as const, quantile, examples: inside.slice(0, GROUP_SIZES.perQuantile) };
  });
  const shuffled = examples.map((example) => ({ example, key: random() })).toSorted((a, b) => a.key - b.key);
  return [
    { kind: "top", examples: examples.slice(0, GROUP_SIZES.top) },
    ...quantiles.filter((group) => group.examples.length > 0),
    { kind: "random", examples: shuffled.slice(0, GROUP_SIZES.random).map(({ example }) => example) },
  ];
}

function histogramOf(values: number[], low: number): FeatureDetail["activations"] {
  if (values.length === 0) return { low: 0, high: 0, counts: new Uint32Array(0) };
  const high = Math.max(...values) * 1.0001;
  const counts = new Uint32Array(50);
  for (const value of values) {
    const bin = Math.min(49, Math.floor(((value - low) / (high - low)) * 50));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}

function logits(index: number, vocabularySize: number, sign: number) {
  return Array.from({ length: 10 }, (_, rank) => ({
    token: (index * 7 + rank * 11 + 1) % vocabularySize,
    logit: (sign * 4) / (rank + 1),
  }));
}
