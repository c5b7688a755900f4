/** How the next token is drawn from its logits. */
export interface Sampling {
  /** Logits are divided by it; 0 takes the likeliest. */
  readonly temperature: number;
  /** A number in [0, 1) for each draw. */
  readonly random: () => number;
}

/** The likeliest token; of equals the first. @param logits [vocabularySize] */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if ((logits[id] ?? 0) > (logits[best] ?? 0)) best = id;
  return best;
}

/** @param logits [vocabularySize] */
export function sampleToken(logits: Float32Array, { temperature, random }: Sampling): number {
  const likeliest = likeliestToken(logits);
  if (temperature === 0) return likeliest;
  const largest = logits[likeliest] ?? 0;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let id = 0; id < weights.length; id++) {
    left -= weights[id] ?? 0;
    if (left < 0) return id;
  }
  return likeliest;
}
