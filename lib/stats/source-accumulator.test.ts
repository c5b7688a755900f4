import { describe, expect, test } from "vitest";
import { decodeAccumulator, encodeAccumulator } from "#lib/stats/accumulator-codec.ts";
import { encodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { NO_WEIGHTS } from "#lib/stats/feature-detail.ts";
import { finishSource } from "#lib/stats/finish-source.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { featureKey, sampleHash, sequenceKey } from "#lib/stats/hash.ts";
import {
  addSequence,
  createSourceAccumulator,
  mergeInto,
  type SourceAccumulator,
} from "#lib/stats/source-accumulator.ts";
import { createRandom, syntheticDocuments, type SyntheticSequence } from "#lib/stats/synthetic-activations.ts";

const FEATURES = 40;
const OPTIONS = { features: FEATURES, seed: 9, topCount: 5, sampleCount: 12, sequenceLengthMax: 32 };
const SYNTHETIC = { features: FEATURES - 1, k: 6, documents: 40, length: 32, seed: 4 };
const documents = syntheticDocuments(SYNTHETIC);

function accumulate(shard: readonly SyntheticSequence[][], options: Partial<SourceAccumulator["options"]> = {}) {
  const accumulator = createSourceAccumulator({ ...OPTIONS, ...options });
  for (const { place, indices, values, k } of shard.flat()) addSequence(accumulator, place, indices, values, 0, k);
  return accumulator;
}

// Long enough for a machine that is also training a model.
describe("sharding", { timeout: 60_000 }, () => {
  const random = createRandom(21);
  /** Random shards of whole documents, each in random order of documents. */
  const shardsOf = (count: number): SyntheticSequence[][][] => {
    const shards = Array.from({ length: count }, (): SyntheticSequence[][] => []);
    for (const document of documents.toSorted(() => random() - 0.5))
      shards[Math.floor(random() * count)]?.push(document);
    return shards;
  };
  const finished = (accumulator: SourceAccumulator) =>
    Array.from(finishSource(accumulator), ({ detail }) =>
      Buffer.from(encodeFeatureDetail({ ...detail, ...NO_WEIGHTS })).toString("hex"),
    );

  for (const coactivation of ["pairs", "sketches", "none"] as const) {
    test(`any shards merged in any order give the bytes of a single pass (co-activation: ${coactivation})`, () => {
      const options = { coactivation, coactivationEveryNthSequence: coactivation === "pairs" ? 2 : 1 };
      const single = accumulate(documents, options);
      const bytes = encodeAccumulator(single);
      const details = finished(single);
      for (let round = 0; round < 4; round++) {
        const parts = shardsOf(1 + Math.floor(random() * 6)).map((shard) => accumulate(shard, options));
        while (parts.length > 1) {
          // A random tree of merges, not only a chain.
          const [other] = parts.splice(Math.floor(random() * parts.length), 1);
          const target = parts[Math.floor(random() * parts.length)];
          if (target && other) mergeInto(target, other);
        }
        const [merged] = parts;
        if (!merged) expect.fail("no shard");
        expect(Buffer.compare(encodeAccumulator(merged), bytes)).toBe(0);
        expect(finished(merged)).toEqual(details);
      }
    });
  }

  test("looking at the state in the middle changes nothing", () => {
    const accumulator = createSourceAccumulator(OPTIONS);
    for (const { place, indices, values, k } of documents.flat()) {
      addSequence(accumulator, place, indices, values, 0, k);
      if (place.sequence % 7 === 0) encodeAccumulator(accumulator);
      if (place.sequence % 31 === 0) finished(accumulator);
    }
    expect(Buffer.compare(encodeAccumulator(accumulator), encodeAccumulator(accumulate(documents)))).toBe(0);
  });

  test("a shard merged twice, a document over two shards, and other options are refused", () => {
    const target = accumulate(documents.slice(0, 4));
    const before = encodeAccumulator(target);
    const [first, second] = syntheticDocuments(SYNTHETIC).filter((d) => d.length > 1);
    if (!first || !second) expect.fail("no document of two sequences");
    expect(() => mergeInto(target, accumulate(documents.slice(3, 6)))).toThrow(/share a sequence/);
    expect(() => mergeInto(accumulate([first.slice(0, 1)]), accumulate([first.slice(1)]))).toThrow(/share a document/);
    expect(() => mergeInto(target, createSourceAccumulator({ ...OPTIONS, seed: 10 }))).toThrow(/different seed/);
    expect(Buffer.compare(encodeAccumulator(target), before)).toBe(0);
  });
});

describe.each([1, 0])("statistics of sequences with a lead of %i", (lead) => {
  const sequences = syntheticDocuments({ ...SYNTHETIC, lead });
  const reference = referenceOf(sequences.flat());
  const accumulator = accumulate(sequences);
  const bytes = encodeAccumulator(accumulator);
  const summaries = [...finishSource(accumulator)];

  test("are stored and read again, an example on every token included", () => {
    expect(Buffer.compare(encodeAccumulator(decodeAccumulator(bytes)), bytes)).toBe(0);
    const everywhere = createSourceAccumulator({ features: 1, seed: 0, sequenceLengthMax: 8 });
    const place = { sequence: 0, document: 0, length: 8, lead };
    addSequence(everywhere, place, new Int32Array(8), new Float32Array(8).fill(1), 0, 1);
    const [feature] = finishSource(decodeAccumulator(encodeAccumulator(everywhere)));
    expect(feature?.detail).toMatchObject({ activeTokens: 8 - lead, tokensSeen: 8 - lead });
  });

  test("counts, density, maximum and mean are those of a plain count", () => {
    const tokensSeen = sequences.flat().reduce((total, { place }) => total + place.length - place.lead, 0);
    for (const { feature, density, detail } of summaries) {
      const { examples, tokens } = reference(feature);
      const values = examples.flatMap((example) => example.values);
      expect(detail.tokensSeen).toBe(tokensSeen);
      expect(detail.activeTokens).toBe(tokens.size);
      expect(density).toBe(tokens.size / tokensSeen);
      expect(detail.activeSequences).toBe(examples.length);
      expect(detail.activeDocuments).toBe(new Set(examples.map(({ document }) => document)).size);
      expect(detail.max).toBe(Math.max(0, ...values));
      expect(detail.mean).toBeCloseTo(values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length, 12);
      expect(detail.activations.counts.reduce((a, b) => a + b, 0)).toBe(values.length);
      for (const { probability, value } of detail.quantiles) {
        const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil(probability * values.length)) - 1] ?? 0;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(detail.quantileError);
      }
    }
  });

  test("top examples are the strongest, one per document, with the values of the whole sequence", () => {
    for (const { feature, detail } of summaries) {
      const ranked = reference(feature).examples.toSorted((a, b) => b.peak - a.peak || a.sequence - b.sequence);
      const seen = new Set<number>();
      const first = ranked.filter(({ document }) => !seen.has(document) && seen.add(document)).slice(0, 5);
      const filled = [...first, ...ranked.filter((example) => !first.includes(example)).slice(0, 5 - first.length)];
      const expected = filled
        .sort((a, b) => b.peak - a.peak || a.sequence - b.sequence)
        .map(({ sequence, peakPosition, positions, values }) => ({ sequence, peakPosition, positions, values }));
      const top = detail.groups.find(({ kind }) => kind === "top")?.examples ?? [];
      expect(
        top.map((example) => ({ ...example, positions: [...example.positions], values: [...example.values] })),
      ).toEqual(expected);
    }
  });

  test("what is kept includes the activating sequences with the smallest hashes, with their split", () => {
    for (const { feature, kept } of summaries) {
      const hash = (sequence: number) => sampleHash(featureKey(9, feature), sequenceKey(9, sequence));
      const expected = reference(feature)
        .examples.toSorted((a, b) => hash(a.sequence) - hash(b.sequence))
        .slice(0, 12);
      const sample = kept.toSorted((a, b) => a.hash - b.hash).slice(0, 12);
      expect(sample.map(({ sequence, document, split }) => [sequence, document, split])).toEqual(
        expected.map(({ sequence, document }) => [sequence, document, document % 3]),
      );
    }
  });

  test("co-activation counts and φ are those of the sets of active tokens", () => {
    for (const { feature, detail } of summaries) {
      const own = reference(feature).tokens;
      const total = detail.tokensSeen;
      const expected = Array.from({ length: FEATURES }, (_, index) => {
        const other = reference(index).tokens;
        const both = [...own].filter((token) => other.has(token)).length;
        const phi =
          (total * both - own.size * other.size) /
          Math.sqrt(own.size * other.size * (total - own.size) * (total - other.size));
        return { index, both, phi, shareOfFeature: both / own.size, shareOfPartner: both / other.size };
      })
        .filter(({ index, both, phi }) => index !== feature && both >= 5 && phi > 0)
        .sort((a, b) => b.phi - a.phi || a.index - b.index)
        .slice(0, 10);
      expect(detail.coactivating.map(({ index, both }) => [index, both])).toEqual(
        expected.map(({ index, both }) => [index, both]),
      );
      detail.coactivating.forEach(({ phi, shareOfFeature, shareOfPartner }, i) => {
        expect(phi).toBeCloseTo(expected[i]?.phi ?? NaN, 3);
        expect(shareOfFeature).toBe(roundToFloat16(expected[i]?.shareOfFeature ?? NaN));
        expect(shareOfPartner).toBe(roundToFloat16(expected[i]?.shareOfPartner ?? NaN));
      });
    }
  });

  test("a feature that is never active has an empty detail", () => {
    expect(summaries[FEATURES - 1]).toMatchObject({
      density: 0,
      kept: [],
      detail: { activeTokens: 0, max: 0, mean: 0, groups: [], quantiles: [], coactivating: [] },
    });
  });
});

describe("input", () => {
  const place = { sequence: 0, document: 0, length: 3, lead: 1 };
  const indices = Int32Array.of(0, 1, 2, 3, 4, 5);

  test("the lead, zeros, negative values and those that vanish in float16 are not active; values above 65504 are held there", () => {
    const accumulator = createSourceAccumulator(OPTIONS);
    addSequence(accumulator, place, indices, Float32Array.of(9, 9, -1, 1e-9, 1e6, 0), 0, 2);
    const active = [...finishSource(accumulator)].filter(({ detail }) => detail.activeTokens > 0);
    expect(active.map(({ feature, detail }) => [feature, detail.max])).toEqual([[4, 65_504]]);
    expect(accumulator).toMatchObject({ tokensSeen: 2, saturatedValues: 1 });
  });

  test("sums stay exact beyond what a double holds in one word", () => {
    const accumulator = createSourceAccumulator({ features: 1, seed: 0 });
    for (let sequence = 0; sequence < 600; sequence++) {
      const values = new Float32Array(128).fill(sequence === 599 ? 2 ** -24 : 65_504);
      addSequence(
        accumulator,
        { sequence, document: sequence, length: 128, lead: 1 },
        new Int32Array(128),
        values,
        0,
        1,
      );
    }
    encodeAccumulator(accumulator);
    const exact = 599n * 127n * 65_504n * 2n ** 24n + 127n;
    const sum = BigInt(accumulator.sumHigh[0] ?? 0) * 2n ** 48n + BigInt((accumulator.sumLow[0] ?? 0) * 2 ** 24);
    expect(sum).toBe(exact);
  });

  test("a refused sequence leaves the accumulator as it was", () => {
    const accumulator = createSourceAccumulator(OPTIONS);
    addSequence(accumulator, place, indices, new Float32Array(6).fill(1), 0, 2);
    addSequence(accumulator, { ...place, document: 1, sequence: 1 }, indices, new Float32Array(6).fill(1), 0, 2);
    const next = { sequence: 2, document: 2, length: 3, lead: 1 };
    const attempts: [RegExp, () => void][] = [
      [/not finite/, () => addSequence(accumulator, next, indices, Float32Array.of(1, 1, 1, 1, 1, NaN), 0, 2)],
      [/not finite/, () => addSequence(accumulator, next, indices, Float32Array.of(1, 1, 1, 1, 1, -Infinity), 0, 2)],
      [
        /not in 0…39/,
        () => addSequence(accumulator, next, Int32Array.of(0, 0, 1, 2, 3, 40), new Float32Array(6).fill(1), 0, 2),
      ],
      [
        /twice/,
        () => addSequence(accumulator, next, Int32Array.of(0, 0, 1, 2, 3, 3), new Float32Array(6).fill(1), 0, 2),
      ],
      [/offset/, () => addSequence(accumulator, next, indices, new Float32Array(6), 1, 2)],
      [/lead/, () => addSequence(accumulator, { ...next, lead: 4 }, indices, new Float32Array(6), 0, 2)],
      [/length/, () => addSequence(accumulator, { ...next, length: 33 }, indices, new Float32Array(6), 0, 2)],
      [
        /Sequence 1 was added/,
        () => addSequence(accumulator, { ...next, sequence: 1 }, indices, new Float32Array(6), 0, 2),
      ],
      [
        /Document 0 was added/,
        () => addSequence(accumulator, { ...next, document: 0 }, indices, new Float32Array(6), 0, 2),
      ],
    ];
    for (const [message, attempt] of attempts) expect(attempt).toThrow(message);
    const expected = createSourceAccumulator(OPTIONS);
    for (const accepted of [place, { ...place, document: 1, sequence: 1 }, next]) {
      addSequence(expected, accepted, indices, new Float32Array(6).fill(1), 0, 2);
    }
    addSequence(accumulator, next, indices, new Float32Array(6).fill(1), 0, 2);
    expect(Buffer.compare(encodeAccumulator(accumulator), encodeAccumulator(expected))).toBe(0);
  });

  test("order inside a token and the place in the batch do not matter", () => {
    const [one, two] = [createSourceAccumulator(OPTIONS), createSourceAccumulator(OPTIONS)];
    addSequence(one, place, Int32Array.of(0, 0, 1, 2, 3, 4), Float32Array.of(0, 0, 1, 2, 3, 4), 0, 2);
    addSequence(two, place, Int32Array.of(8, 8, 0, 0, 2, 1, 4, 3), Float32Array.of(5, 5, 0, 0, 2, 1, 4, 3), 2, 2);
    expect(Buffer.compare(encodeAccumulator(one), encodeAccumulator(two))).toBe(0);
  });

  test("options out of bounds are refused", () => {
    for (const options of [
      { features: 0 },
      { seed: -1 },
      { sequenceLengthMax: 257 },
      { sampleCount: 0 },
      { features: 9000, coactivation: "pairs" as const },
    ]) {
      expect(() => createSourceAccumulator({ ...OPTIONS, ...options })).toThrow(
        /features|seed|sequenceLengthMax|sampleCount/,
      );
    }
  });
});

/** Everything about one feature by the definitions, from all entries. */
function referenceOf(sequences: readonly SyntheticSequence[]) {
  const byFeature = Array.from({ length: FEATURES }, (_, feature) => {
    const tokens = new Set<string>();
    const examples = sequences.flatMap(({ place, indices, values, k }) => {
      const positions: number[] = [];
      const active: number[] = [];
      for (let entry = place.lead * k; entry < place.length * k; entry++) {
        const value = roundToFloat16(values[entry] ?? 0);
        if (indices[entry] !== feature || value <= 0) continue;
        positions.push(Math.floor(entry / k));
        active.push(value);
        tokens.add(`${place.sequence}:${Math.floor(entry / k)}`);
      }
      const peak = Math.max(0, ...active);
      const peakPosition = positions[active.indexOf(peak)] ?? 0;
      return active.length === 0 ? [] : [{ ...place, positions, values: active, peak, peakPosition }];
    });
    return { tokens, examples };
  });
  return (feature: number) => byFeature[feature] ?? { tokens: new Set<string>(), examples: [] };
}
