import * as z from "zod";

/** What authors state of their source, under the names of what we measure. Losses and divergences in nats a token. */
export type PublishedQuality = {
  /** Tokens they measured on. */
  tokens?: number | undefined;
  l0?: number | undefined;
  fve?: number | undefined;
  recoveredZero?: number | undefined;
  recoveredMean?: number | undefined;
  ceClean?: number | undefined;
  ceWithSource?: number | undefined;
  ceZeroAblated?: number | undefined;
  ceMeanAblated?: number | undefined;
  klWithSource?: number | undefined;
  klZeroAblated?: number | undefined;
  deadShare?: number | undefined;
  /** Tokens on which the dead ones were never active. */
  deadTokens?: number | undefined;
};

const figure = z.number().optional();

/** As scripts/zoo/evaluate.py writes them. */
const Own = z
  .object({
    featurepedia_quality: z.object({
      held_out_tokens: figure,
      l0: figure,
      fve: figure,
      ce_nats: z.object({ clean: figure, sae: figure, zero: figure, mean: figure }).optional(),
      ce_recovered_vs_zero_ablation: figure,
      ce_recovered_vs_mean_ablation: figure,
      dead_share: figure,
      dead_sample_tokens: figure,
    }),
  })
  .transform(({ featurepedia_quality: quality }): PublishedQuality => ({
    tokens: quality.held_out_tokens,
    l0: quality.l0,
    fve: quality.fve,
    recoveredZero: quality.ce_recovered_vs_zero_ablation,
    recoveredMean: quality.ce_recovered_vs_mean_ablation,
    ceClean: quality.ce_nats?.clean,
    ceWithSource: quality.ce_nats?.sae,
    ceZeroAblated: quality.ce_nats?.zero,
    ceMeanAblated: quality.ce_nats?.mean,
    deadShare: quality.dead_share,
    deadTokens: quality.dead_sample_tokens,
  }));

/** −1 says that it was not computed. */
const computed = figure.transform((value) => (value === -1 ? undefined : value));

/**
 * The core evaluation of SAELens and SAEBench; its ablation is zero. Its mean squared error is summed over dimensions and was
 * divided by different counts in different versions, so it stays among what its files say.
 */
const CoreEvaluation = z
  .object({
    eval_result_metrics: z.object({
      model_behavior_preservation: z
        .object({ kl_div_with_sae: computed, kl_div_with_ablation: computed })
        .partial()
        .optional(),
      model_performance_preservation: z
        .object({
          ce_loss_score: computed,
          ce_loss_without_sae: computed,
          ce_loss_with_sae: computed,
          ce_loss_with_ablation: computed,
        })
        .partial()
        .optional(),
      reconstruction_quality: z.object({ explained_variance: computed }).partial().optional(),
      sparsity: z.object({ l0: computed }).partial().optional(),
      token_stats: z
        .object({ total_tokens_eval_reconstruction: computed, total_tokens_eval_sparsity_variance: computed })
        .partial()
        .optional(),
      misc_metrics: z.object({ frac_alive: computed }).partial().optional(),
    }),
  })
  .transform(({ eval_result_metrics: metrics }): PublishedQuality => {
    const { model_behavior_preservation: behaviour, model_performance_preservation: performance } = metrics;
    const alive = metrics.misc_metrics?.frac_alive;
    return {
      tokens: metrics.token_stats?.total_tokens_eval_reconstruction,
      l0: metrics.sparsity?.l0,
      fve: metrics.reconstruction_quality?.explained_variance,
      recoveredZero: performance?.ce_loss_score,
      ceClean: performance?.ce_loss_without_sae,
      ceWithSource: performance?.ce_loss_with_sae,
      ceZeroAblated: performance?.ce_loss_with_ablation,
      klWithSource: behaviour?.kl_div_with_sae,
      klZeroAblated: behaviour?.kl_div_with_ablation,
      deadShare: alive === undefined ? undefined : 1 - alive,
      deadTokens: metrics.token_stats?.total_tokens_eval_sparsity_variance,
    };
  });

/** Gemma Scope names its folders by it. */
const AverageL0 = z.object({ average_l0: z.number() }).transform(({ average_l0: l0 }): PublishedQuality => ({ l0 }));

const Published = z.union([Own, CoreEvaluation, AverageL0]);

/** What a source's own files state; undefined when they state nothing we know, which is shown as it is elsewhere. */
export function readPublishedQuality(published: unknown): PublishedQuality | undefined {
  return Published.safeParse(published).data;
}
