import type { SequencePlace } from "#lib/stats/sequence-batch.ts";

/** Sparse activations of one sequence, as the engine gives them. */
export type SyntheticSequence = {
  place: SequencePlace;
  indices: Int32Array;
  values: Float32Array;
  k: number;
};

/** A deterministic uniform source on [0, 1) for tests and benchmarks (xorshift32; not for sampling anything that is published). */
export function createRandom(seed: number): () => number {
  let state = seed * 2 + 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/**
 * Documents of one to four sequences whose features follow a Zipf-like law, with a topic per document so that features recur and
 * go together, and log-normal values. With fewer than k distinct features drawn, entries are left at 0.
 */
export function syntheticDocuments({
  features,
  k,
  documents,
  length = 128,
  lead = 1,
  seed = 1,
}: {
  features: number;
  k: number;
  documents: number;
  length?: number;
  lead?: number;
  seed?: number;
}): SyntheticSequence[][] {
  const random = createRandom(seed);
  const draw = zipfSampler(features, random);
  let sequence = 0;
  return Array.from({ length: documents }, (_, document) => {
    const topic = Int32Array.from({ length: Math.max(1, features >> 4) }, draw);
    return Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const own = length - Math.floor(random() * (length >> 2));
      const place = { sequence: sequence++, document, length: own, lead, split: document % 3 };
      return { place, k, ...syntheticEntries(own, k, topic, draw, random) };
    });
  });
}

function syntheticEntries(length: number, k: number, topic: Int32Array, draw: () => number, random: () => number) {
  const indices = new Int32Array(length * k);
  const values = new Float32Array(length * k);
  for (let position = 0; position < length; position++) {
    const seen = new Set<number>();
    for (let entry = position * k; entry < (position + 1) * k; entry++) {
      const feature = random() < 0.4 ? (topic[Math.floor(random() * random() * topic.length)] ?? 0) : draw();
      if (seen.has(feature)) continue;
      seen.add(feature);
      indices[entry] = feature;
      const normal = Math.sqrt(-2 * Math.log(random() + 1e-9)) * Math.cos(2 * Math.PI * random());
      values[entry] = Math.exp(0.7 * normal + 0.5);
    }
  }
  return { indices, values };
}

/** Feature of rank r with weight 1 / (r + 10)^0.7; ranks spread over the indices by a fixed stride. */
function zipfSampler(features: number, random: () => number): () => number {
  const cumulative = new Float64Array(features);
  let total = 0;
  for (let rank = 0; rank < features; rank++) {
    total += 1 / (rank + 10) ** 0.7;
    cumulative[rank] = total;
  }
  const stride = [7919, 104_729].find((prime) => features % prime !== 0) ?? 1;
  return () => {
    const target = random() * total;
    let low = 0;
    let high = features - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) < target) low = middle + 1;
      else high = middle;
    }
    return (low * stride) % features;
  };
}
