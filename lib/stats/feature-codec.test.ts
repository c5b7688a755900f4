import { expect, test } from "vitest";
import { AppError } from "#lib/errors.ts";
import { decodeFeatureDetail, encodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { type DetailExample, type FeatureDetail, NO_WEIGHTS } from "#lib/stats/feature-detail.ts";
import { finishSource } from "#lib/stats/finish-source.ts";
import { float16ToNumber, roundToFloat16 } from "#lib/stats/float16.ts";
import { createSourceAccumulator } from "#lib/stats/source-accumulator.ts";
import { createRandom } from "#lib/stats/synthetic-activations.ts";

const random = createRandom(31);
const integer = (below: number) => Math.floor(random() * below);
const list = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));
const signed = () => roundToFloat16(random() * 20 - 10);

function buildExample(activeShare = random()): DetailExample {
  const positions = Uint8Array.from(list(256, (i) => i).filter(() => random() < activeShare));
  const values = Float32Array.from(positions, () => float16ToNumber(1 + integer(random() < 0.5 ? 0x7bff : 3)));
  return { sequence: integer(2 ** 32), peakPosition: integer(256), positions, values };
}

function buildHistogram(bins = integer(65)) {
  const low = random() - 1;
  return { low, high: low + random(), counts: Uint32Array.from(list(bins, () => integer(2 ** integer(33)))) };
}

function buildDetail(): FeatureDetail {
  const partner = () => ({
    index: integer(2 ** 20),
    both: integer(2 ** 30),
    phi: signed(),
    shareOfFeature: signed(),
    shareOfPartner: signed(),
  });
  const tokens = () => list(integer(11), () => ({ token: integer(2 ** 18), logit: signed() }));
  return {
    tokensSeen: integer(2 ** 32),
    activeTokens: integer(2 ** 32),
    activeSequences: integer(2 ** 20),
    activeDocuments: integer(2 ** 10),
    max: float16ToNumber(integer(0x7c00)),
    mean: random(),
    activations: buildHistogram(),
    quantiles: list(integer(5), () => ({ probability: random(), value: random() * 9 })),
    quantileError: random(),
    groups: list(integer(8), (index) => {
      const examples = list(integer(9), () => buildExample());
      if (random() < 0.3) return { kind: random() < 0.5 ? "top" : "random", examples };
      return { kind: "quantile", quantile: { index, low: signed(), high: signed(), share: random() }, examples };
    }),
    coactivating: list(integer(11), partner),
    output: { top: tokens(), bottom: tokens(), histogram: buildHistogram() },
    nearest: list(integer(11), () => ({ index: integer(2 ** 17), cosine: signed() })),
  };
}

test("decoding is the inverse of encoding", () => {
  for (let round = 0; round < 15; round++) {
    const detail = buildDetail();
    expect(decodeFeatureDetail(encodeFeatureDetail(detail))).toEqual(detail);
  }
});

test("an empty detail, as of a dead feature, survives a round trip in under 100 bytes", () => {
  for (const { detail } of finishSource(createSourceAccumulator({ features: 2, seed: 1 }))) {
    const bytes = encodeFeatureDetail({ ...detail, ...NO_WEIGHTS });
    expect(bytes.length).toBeLessThan(100);
    expect(decodeFeatureDetail(bytes)).toEqual({ ...detail, ...NO_WEIGHTS });
  }
});

test("a typical detail is at most 2.5 KB, one with 25 active tokens an example at most 5 KB", () => {
  const exampleOf = (active: number): DetailExample => {
    const positions = Uint8Array.from(
      list(127, (i) => ({ position: i + 1, order: random() }))
        .sort((a, b) => a.order - b.order)
        .slice(0, active),
      ({ position }) => position,
    ).sort();
    const values = Float32Array.from(positions, () => roundToFloat16(0.2 + 8 * random() ** 2));
    return { sequence: integer(200_000), peakPosition: positions[0] ?? 0, positions, values };
  };
  const sizeOf = (active: number) => {
    const group = (count: number) => list(count, () => exampleOf(active));
    const partner = (i: number) => ({
      index: i * 400,
      both: 2000,
      phi: 0.25,
      shareOfFeature: 0.5,
      shareOfPartner: 0.125,
    });
    const tokens = list(10, (i) => ({ token: i * 3000, logit: 0.5 }));
    const histogram = (bins: number) => ({
      low: 0,
      high: 9,
      counts: Uint32Array.from(list(bins, () => integer(2000))),
    });
    return encodeFeatureDetail({
      tokensSeen: 5e6,
      activeTokens: 30_000,
      activeSequences: 9000,
      activeDocuments: 2000,
      max: 8,
      mean: 1.5,
      activations: histogram(60),
      quantiles: list(4, (i) => ({ probability: 1 - 10 ** -i, value: i })),
      quantileError: 1 / 64,
      groups: [
        { kind: "top", examples: group(20) },
        ...list(5, (index) => ({
          kind: "quantile" as const,
          quantile: { index, low: 1, high: 2, share: 0.2 },
          examples: group(5),
        })),
        { kind: "random", examples: group(20) },
      ],
      coactivating: list(10, partner),
      output: { top: tokens, bottom: tokens, histogram: histogram(50) },
      nearest: list(10, (i) => ({ index: i * 300, cosine: 0.5 })),
    }).length;
  };
  expect(sizeOf(6)).toBeLessThanOrEqual(2500);
  expect(sizeOf(13)).toBeLessThanOrEqual(3500);
  expect(sizeOf(25)).toBeLessThanOrEqual(5000);
});

test("truncated bytes are refused, and altered bytes are refused or decode to a bounded detail", () => {
  const bytes = encodeFeatureDetail(buildDetail());
  for (let length = 0; length < bytes.length; length += 1 + (length >> 4)) {
    expect(() => decodeFeatureDetail(bytes.subarray(0, length))).toThrow(AppError);
  }
  expect(() => decodeFeatureDetail(Uint8Array.of(...bytes, 0))).toThrow(/after the end/);
  for (let round = 0; round < 120; round++) {
    const altered = bytes.slice();
    for (let flips = 1 + integer(4); flips > 0; flips--) altered[integer(bytes.length)] = integer(256);
    try {
      const { groups } = decodeFeatureDetail(altered);
      expect(groups.reduce((total, { examples }) => total + examples.length, 0)).toBeLessThan(bytes.length);
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
    }
  }
});

test("examples out of order or with values that are not positive float16 are refused", () => {
  const detail = buildDetail();
  const withExample = (example: Partial<DetailExample>) => () =>
    encodeFeatureDetail({ ...detail, groups: [{ kind: "top", examples: [{ ...buildExample(0), ...example }] }] });
  expect(withExample({ positions: Uint8Array.of(2, 1), values: Float32Array.of(1, 1) })).toThrow(/ascend/);
  expect(withExample({ positions: Uint8Array.of(2), values: Float32Array.of(1, 1) })).toThrow(/as many/);
  for (const value of [0, -1, NaN, Infinity, 0.1]) {
    expect(withExample({ positions: Uint8Array.of(2), values: Float32Array.of(value) })).toThrow(/positive float16/);
  }
});
