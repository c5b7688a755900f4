import { symmetricEigen } from "#lib/sae/symmetric-eigen.ts";

/**
 * Sums over counted tokens (not the first of a sequence, not padding) from which the quality of a reconstruction
 * follows. Sums of shards add up: `addReconstructionSums`. x is the activation at the source's `hookOut`, taken around
 * the source's decoder bias: it lies near the mean, so nothing large cancels.
 */
export interface ReconstructionSums {
  readonly tokens: number;
  /** Σ features active, as kept (see `SourceWeights.k`). */
  readonly active: number;
  /** Tokens on which more features were active than were kept. */
  readonly tokensDropped: number;
  /** Σ ‖x − x̂‖² */
  readonly squaredError: number;
  /** Σ (x − bias), [dOut] */
  readonly sum: Float64Array;
  /** Σ (x − bias)(x − bias)ᵀ, [dOut × dOut] */
  readonly moments: Float64Array;
}

/** The same of one sequence or document, as far as the variance figures need them: what its intervals are drawn from. */
export interface VarianceSums {
  readonly tokens: number;
  /** Σ ‖x − x̂‖² */
  readonly squaredError: number;
  /** Σ ‖x − bias‖² */
  readonly squares: number;
  /** Σ (x − bias), [dOut] */
  readonly sum: Float64Array;
}

/** Sums in nats over counted positions that have a next token: of its cross-entropy, and of what the prediction lost. */
export interface LossSums {
  readonly tokens: number;
  /** The model as it is. */
  readonly clean: number;
  /** With the activation at `hookOut` replaced by its reconstruction. */
  readonly reconstructed: number;
  /** With it replaced by zero. */
  readonly zeroAblated: number;
  /** With it replaced by its mean. */
  readonly meanAblated: number;
  /** Σ KL(clean ‖ run) = Σ_t p_clean(t) · (ln p_clean(t) − ln p_run(t)) over all next tokens t, of the same three runs. */
  readonly klReconstructed: number;
  readonly klZeroAblated: number;
  readonly klMeanAblated: number;
}

export interface ReconstructionQuality {
  readonly tokens: number;
  /** Mean number of features active on a token. */
  readonly l0: number;
  /** Share of tokens on which more features were active than were kept; their reconstruction lacks the weakest. */
  readonly droppedShare: number;
  /** Σ ‖x − x̂‖² / (tokens · dOut) */
  readonly meanSquaredError: number;
  /** FVE = 1 − Σ ‖x − x̂‖² / Σ ‖x − x̄‖² with x̄ the mean over the same tokens; undefined when x never varies. */
  readonly fractionVarianceExplained: number | undefined;
  /**
   * The baseline: the FVE of the best linear reconstruction of rank k = round(l0), fitted on these very tokens, so the
   * most that k fixed directions can do for them.
   */
  readonly principalComponents: {
    readonly rank: number;
    readonly fractionVarianceExplained: number | undefined;
    /** [rank × dOut], a row each, of length 1. */
    readonly directions: Float64Array;
  };
}

export interface LossQuality {
  readonly tokens: number;
  /** Mean cross-entropy a token, in nats, of each run. */
  readonly clean: number;
  readonly reconstructed: number;
  readonly zeroAblated: number;
  readonly meanAblated: number;
  /** (ablated − reconstructed) / (ablated − clean): 1 is the clean loss, 0 no better than the ablation. Undefined when the ablation does no harm. */
  readonly recoveredFromZero: number | undefined;
  readonly recoveredFromMean: number | undefined;
  /** Mean KL(clean ‖ run) a token, in nats; the clean run's own is 0. Float32 may take a divergence of nothing a little below 0: then it is 0. */
  readonly klReconstructed: number;
  readonly klZeroAblated: number;
  readonly klMeanAblated: number;
}

export function emptyReconstructionSums(dOut: number): ReconstructionSums {
  return {
    tokens: 0,
    active: 0,
    tokensDropped: 0,
    squaredError: 0,
    sum: new Float64Array(dOut),
    moments: new Float64Array(dOut * dOut),
  };
}

export const emptyLossSums: LossSums = {
  tokens: 0,
  clean: 0,
  reconstructed: 0,
  zeroAblated: 0,
  meanAblated: 0,
  klReconstructed: 0,
  klZeroAblated: 0,
  klMeanAblated: 0,
};

/** The sums over the tokens of both; neither is changed. */
export function addReconstructionSums(a: ReconstructionSums, b: ReconstructionSums): ReconstructionSums {
  if (a.sum.length !== b.sum.length)
    throw new RangeError(`sums of width ${a.sum.length} and ${b.sum.length} do not add up`);
  return {
    tokens: a.tokens + b.tokens,
    active: a.active + b.active,
    tokensDropped: a.tokensDropped + b.tokensDropped,
    squaredError: a.squaredError + b.squaredError,
    sum: a.sum.map((value, i) => value + (b.sum[i] ?? NaN)),
    moments: a.moments.map((value, i) => value + (b.moments[i] ?? NaN)),
  };
}

export function addVarianceSums(a: VarianceSums, b: VarianceSums): VarianceSums {
  return {
    tokens: a.tokens + b.tokens,
    squaredError: a.squaredError + b.squaredError,
    squares: a.squares + b.squares,
    sum: a.sum.map((value, i) => value + (b.sum[i] ?? NaN)),
  };
}

export function addLossSums(a: LossSums, b: LossSums): LossSums {
  return {
    tokens: a.tokens + b.tokens,
    clean: a.clean + b.clean,
    reconstructed: a.reconstructed + b.reconstructed,
    zeroAblated: a.zeroAblated + b.zeroAblated,
    meanAblated: a.meanAblated + b.meanAblated,
    klReconstructed: a.klReconstructed + b.klReconstructed,
    klZeroAblated: a.klZeroAblated + b.klZeroAblated,
    klMeanAblated: a.klMeanAblated + b.klMeanAblated,
  };
}

/** The mean of x, for the mean ablation. @param decoderBias what the sums were taken around @returns [dOut] */
export function computeMean({ sum, tokens }: ReconstructionSums, decoderBias: Float32Array): Float32Array {
  return decoderBias.map((bias, i) => bias + (tokens > 0 ? (sum[i] ?? NaN) / tokens : 0));
}

/** @throws RangeError when no token was counted */
export function computeReconstructionQuality(sums: ReconstructionSums): ReconstructionQuality {
  const { tokens, active, squaredError } = sums;
  if (tokens === 0) throw new RangeError("no token was counted");
  const dOut = sums.sum.length;
  const l0 = active / tokens;
  const rank = Math.min(Math.round(l0), dOut);
  const { values: variances, vectors } = symmetricEigen(computeScatter(sums));
  const total = variances.reduce((a, b) => a + b, 0);
  const explained = variances.subarray(0, rank).reduce((a, b) => a + b, 0);
  const hasVariance = total > 0;
  return {
    tokens,
    l0,
    droppedShare: sums.tokensDropped / tokens,
    meanSquaredError: squaredError / (tokens * dOut),
    fractionVarianceExplained: hasVariance ? 1 - squaredError / total : undefined,
    principalComponents: {
      rank,
      fractionVarianceExplained: hasVariance ? explained / total : undefined,
      directions: vectors.slice(0, rank * dOut),
    },
  };
}

/** Σ (x − x̄)(x − x̄)ᵀ = Σ y yᵀ − (Σ y)(Σ y)ᵀ / n for any fixed shift y of x. */
function computeScatter({ moments, sum, tokens }: ReconstructionSums): Float64Array {
  const dOut = sum.length;
  return moments.map((value, at) => value - ((sum[Math.floor(at / dOut)] ?? NaN) * (sum[at % dOut] ?? NaN)) / tokens);
}

/** @throws RangeError when no token was counted */
export function computeLossQuality(sums: LossSums): LossQuality {
  const { tokens, clean, reconstructed } = sums;
  if (tokens === 0) throw new RangeError("no token was counted");
  const recoveredFrom = (ablated: number) =>
    ablated > clean ? (ablated - reconstructed) / (ablated - clean) : undefined;
  return {
    tokens,
    clean: clean / tokens,
    reconstructed: reconstructed / tokens,
    zeroAblated: sums.zeroAblated / tokens,
    meanAblated: sums.meanAblated / tokens,
    recoveredFromZero: recoveredFrom(sums.zeroAblated),
    recoveredFromMean: recoveredFrom(sums.meanAblated),
    klReconstructed: Math.max(0, sums.klReconstructed / tokens),
    klZeroAblated: Math.max(0, sums.klZeroAblated / tokens),
    klMeanAblated: Math.max(0, sums.klMeanAblated / tokens),
  };
}
