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

/** Reconstructs one token in float64. @param x [dIn] what was encoded @returns [dOut] */
export function referenceDecode(
  source: SourceWeights,
  active: readonly ActiveFeature[],
  x: ArrayLike<number>,
): Float64Array {
  const { decoder, dOut, skip } = source;
  const { scale, shift } = source.kind === "sae" ? normalise(source, x) : { scale: 1, shift: 0 };
  return Float64Array.from(source.decoderBias, (bias, column) => {
    const decoded = active.reduce(
      (sum, { index, value }) => sum + value * (decoder[index * dOut + column] ?? NaN),
      bias,
    );
    const skipped = skip
      ? Array.from(x).reduce((sum, value, row) => sum + value * (skip[row * dOut + column] ?? NaN), 0)
      : 0;
    return decoded * scale + shift + skipped;
  });
}

/** @returns x normalised, [dIn], and what undoes it up to rounding: value · scale + shift */
function normalise({ normalisation, dIn }: SourceWeights, given: ArrayLike<number>) {
  const x = Array.from(given);
  if (normalisation === "constant-norm") {
    const scale = Math.hypot(...x) / Math.sqrt(dIn);
    return { value: x.map((value) => value / scale), scale, shift: 0 };
  }
  if (normalisation === "layer-norm") {
    const shift = x.reduce((sum, value) => sum + value, 0) / dIn;
    const scale = Math.hypot(...x.map((value) => value - shift)) / Math.sqrt(dIn - 1);
    return { value: x.map((value) => (value - shift) / (scale + 1e-5)), scale, shift };
  }
  return { value: x, scale: 1, shift: 0 };
}

function computePreActivations(source: SourceWeights, x: ArrayLike<number>): number[] {
  const { encoder, encoderBias, features } = source;
  const { value: normalised } = normalise(source, x);
  if (!encoder || !encoderBias) return normalised;
  const centred = normalised.map(
    (value, i) => value - (source.applyDecoderBiasToInput ? (source.decoderBias[i] ?? NaN) : 0),
  );
  return Array.from(encoderBias, (bias, feature) =>
    centred.reduce((sum, value, i) => sum + value * (encoder[i * features + feature] ?? NaN), bias),
  );
}
