import { expect, test } from "vitest";
import { readPublishedQuality } from "./read-published.ts";

test("figures that this project's own sources state go by the names of what we measure", () => {
  const quality = {
    held_out_tokens: 60_113,
    l0: 32,
    fve: 0.9384,
    ce_nats: { clean: 3.8095, sae: 3.8849, zero: 10.8995, mean: 7.8356 },
    dead_share: 0,
    dead_sample_tokens: 400_000,
  };
  expect(readPublishedQuality({ featurepedia_quality: quality, model_name: "m" })).toMatchObject({
    tokens: 60_113,
    fve: 0.9384,
    ceWithSource: 3.8849,
    ceMeanAblated: 7.8356,
    deadShare: 0,
    deadTokens: 400_000,
  });
});

test("a core evaluation is read, but for what it says it has not computed", () => {
  const metrics = {
    model_behavior_preservation: { kl_div_score: 0.99, kl_div_with_sae: 0.04, kl_div_with_ablation: 9.5 },
    model_performance_preservation: {
      ce_loss_score: 0.9976,
      ce_loss_without_sae: 4.6936,
      ce_loss_with_sae: 4.7141,
      ce_loss_with_ablation: 13.077,
    },
    reconstruction_quality: { explained_variance: -1, mse: 0.3 },
    sparsity: { l0: 377, l1: 12 },
    misc_metrics: { frac_alive: 0.75 },
    token_stats: { total_tokens_eval_reconstruction: 20_480, total_tokens_eval_sparsity_variance: 256_000 },
  };
  const published = readPublishedQuality({ eval_result_metrics: metrics });
  expect(published).toEqual({
    tokens: 20_480,
    l0: 377,
    fve: undefined,
    recoveredZero: 0.9976,
    ceClean: 4.6936,
    ceWithSource: 4.7141,
    ceZeroAblated: 13.077,
    klWithSource: 0.04,
    klZeroAblated: 9.5,
    deadShare: 0.25,
    deadTokens: 256_000,
  });
});

test("an L0 in a folder's name is one", () => {
  expect(readPublishedQuality({ average_l0: 71 })).toEqual({ l0: 71 });
});

test.each([null, {}, [], "0.9", { fve: 0.9 }, { average_l0: "71" }])("%j states nothing we know", (published) => {
  expect(readPublishedQuality(published)).toBeUndefined();
});
