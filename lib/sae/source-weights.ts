import type { HookPoint } from "#lib/engine/hook-point.ts";

/**
 * A dictionary of features, whatever file it came from, in the one form that everything here computes with:
 *
 *   pre = (x − decoderBias if applyDecoderBiasToInput) · encoder + encoderBias
 *   a   = at most k positive entries of pre (which ones: `architecture`)
 *   x̂   = a · decoder + decoderBias + x · skip, an estimate of the activation at `hookOut`
 *
 * With `normalisation`, what is encoded is x normalised; for an SAE x̂ is brought back to the scale of x.
 *
 * All matrices are f32, row-major.
 */
export interface SourceWeights {
  readonly kind: "sae" | "transcoder" | "directions" | "neurons";
  /**
   * `topk`: the k largest. `relu`, `jumprelu`: all above 0 or above their own threshold, of which the k largest are
   * kept and the others counted. `neurons`: x itself is pre, there is no encoder.
   */
  readonly architecture: "topk" | "relu" | "jumprelu" | "neurons";
  /** Where x is read. */
  readonly hookIn: HookPoint;
  /** What x̂ estimates: for an SAE the same as `hookIn`. */
  readonly hookOut: HookPoint;
  readonly dIn: number;
  readonly dOut: number;
  readonly features: number;
  /** Most features kept a token; at most `features`. */
  readonly k: number;
  /** [dIn × features]; undefined for neurons. */
  readonly encoder: Float32Array | undefined;
  /** [features]; undefined for neurons. */
  readonly encoderBias: Float32Array | undefined;
  /** [features × dOut] */
  readonly decoder: Float32Array;
  /** [dOut] */
  readonly decoderBias: Float32Array;
  /** [features], for jumprelu only. */
  readonly threshold: Float32Array | undefined;
  readonly applyDecoderBiasToInput: boolean;
  /** [dIn × dOut], what of x reaches the output past the features; multiplied with x as it is read, never normalised. */
  readonly skip?: Float32Array | undefined;
  /**
   * False where x̂ estimates nothing: directions that someone chose, and what one layer of a cross-layer transcoder writes to
   * that layer. Nothing is measured of x̂ then.
   */
  readonly reconstructs?: false | undefined;
  /** What is done to each token's x before all else, where it cannot be folded into the weights. */
  readonly normalisation?: Normalisation | undefined;
  /** Whether texts began with BOS when it was trained; undefined where its configuration does not say. See lib/corpus/lead.ts. */
  readonly led?: boolean | undefined;
  /** sha256 of what the numbers came from. */
  readonly contentHash: string;
  /** What the publisher wrote about it; shown, never computed with. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * `constant-norm`: x · √dIn / ‖x‖. `layer-norm`: (x − mean) / (σ + 10⁻⁵), σ² the variance over dIn − 1.
 * A transcoder's output has a scale of its own, which is not undone.
 */
export type Normalisation = "constant-norm" | "layer-norm";

/**
 * Most features kept a token where the architecture itself sets no number. Published sources average 20 to 150 active
 * features a token (see L0 tables of Gemma Scope, GPT-2 small); tokens above are counted, not silently cut.
 */
export const thresholdActiveMax = 256;
