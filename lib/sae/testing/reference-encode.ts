import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** One active feature of a token. */
export interface ActiveFeature {
  readonly index: number;
  readonly value: number;
}

/**
 * Encodes one token the plain way, in float64, to check the graph against.
 * @param x [dIn]
 * @returns the active features that are kept, strongest first (equal ones by index), and how many more were active
 */
export function referenceEncode(
  source: SourceWeights,
  x: ArrayLike<number>,
): { readonly active: readonly ActiveFeature[]; readonly dropped: number } {
  const pre = computePreActivations(source, x);
  const candidates = pre
    .map((value, index) => ({ index, value }))
    .filter(
      ({ value, index }) =>
        value > 0 && (source.architecture !== "jumprelu" || value > (source.threshold?.[index] ?? NaN)),
    )
    .sort((a, b) => b.value - a.value || a.index - b.index);
  const active = candidates.slice(0, source.k);
  const mayDrop = source.architecture === "relu" || source.architecture === "jumprelu";
  return { active, dropped: mayDrop ? candidates.length - active.length : 0 };
}

/** Reconstructs one token in float64. @returns [dOut] */
export function referenceDecode(source: SourceWeights, active: readonly ActiveFeature[]): Float64Array {
  return Float64Array.from(source.decoderBias, (bias, column) =>
    active.reduce((sum, { index, value }) => sum + value * (source.decoder[index * source.dOut + column] ?? NaN), bias),
  );
}

function computePreActivations(source: SourceWeights, x: ArrayLike<number>): number[] {
  const { encoder, encoderBias, features } = source;
  if (!encoder || !encoderBias) return Array.from(x);
  const centred = Array.from(
    x,
    (value, i) => value - (source.applyDecoderBiasToInput ? (source.decoderBias[i] ?? NaN) : 0),
  );
  return Array.from(encoderBias, (bias, feature) =>
    centred.reduce((sum, value, i) => sum + value * (encoder[i * features + feature] ?? NaN), bias),
  );
}
