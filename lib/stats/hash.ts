/**
 * A bijection of 32-bit words with good avalanche ("lowbias32", bias 0.17).
 * @see Chris Wellons, "Prospecting for Hash Functions", 2018 https://nullprogram.com/blog/2018/07/31/
 */
export function mix32(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * The order in which a feature samples sequences: `sampleHash(featureKey(seed, feature), sequenceKey(seed, sequence))`.
 * For one feature it is a bijection of the sequence ordinal, so two sequences never tie; it depends on nothing but
 * seed, feature and sequence, so the sample does not depend on how the corpus was cut.
 * @returns 0…2^32−1
 */
export function sampleHash(featureWord: number, sequenceWord: number): number {
  return mix32(featureWord ^ sequenceWord);
}

/** The feature's word for {@link sampleHash}. */
export function featureKey(seed: number, feature: number): number {
  return mix32(mix32(feature + 0x85ebca6b) ^ mix32(seed ^ 0xc2b2ae35));
}

/** The sequence's word for {@link sampleHash}: mixed once per sequence so that neighbours are unrelated. */
export function sequenceKey(seed: number, sequence: number): number {
  return mix32(sequence ^ mix32(seed + 0x9e3779b9));
}
