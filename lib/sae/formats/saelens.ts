import { access } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { openSafetensors } from "#lib/engine/safetensors.ts";
import type { SourceFormat } from "#lib/sae/formats/registry.ts";
import { configFile, parseSaelensConfig } from "#lib/sae/formats/saelens-config.ts";
import { foldAverageNorm, foldDecoderNorm, readSaelensWeights, weightsFile } from "#lib/sae/formats/saelens-weights.ts";

/** What a checkpoint of a training that has not ended keeps beside its weights. */
const scalerFile = "activation_scaler.json";

/**
 * A SAELens directory: `cfg.json` (version 6, or flat as before it) and `sae_weights.safetensors`.
 * Supported: standard, topk, jumprelu, gated, transcoders of the first three with and without skip connections, and training
 * checkpoints of batch-topk and matryoshka batch-topk (which encode as jumprelu). `rescale_acts_by_decoder_norm` and the
 * average norm of `expected_average_only_in` are folded into the weights, which leaves every activation as it was.
 * @see SAELens, `sae_lens/saes/`
 */
export const saelens = {
  async detect(directory) {
    const config = await readJson(directory, configFile).catch(() => undefined);
    return typeof config === "object" && config !== null && "d_sae" in config && "d_in" in config;
  },

  async read(model, directory) {
    const { shape, folds, layout } = parseSaelensConfig(model, await readJson(directory, configFile));
    const file = await openSafetensors(join(directory, weightsFile));
    const weights = await readSaelensWeights(file, shape, layout);
    const files = [configFile, weightsFile];
    if (folds.averageNorm) {
      const { factor, from } = await findNormFactor(directory, folds.averageNorm.factor);
      if (from) files.push(from);
      foldAverageNorm(weights, factor, folds.decoderNorm);
    }
    if (folds.decoderNorm) foldDecoderNorm(weights, shape.dOut);
    return { ...shape, ...weights, contentHash: await hashFiles(directory, files) };
  },
} satisfies SourceFormat;

const Scaler = z.object({ scaling_factor: z.number().positive() });

/** The factor of `expected_average_only_in`, √dIn over the mean norm of activations, which lies outside the weights. */
async function findNormFactor(
  directory: string,
  ofConfig: number | undefined,
): Promise<{ factor: number; from?: string }> {
  if (ofConfig !== undefined) return { factor: ofConfig };
  const isThere = await access(join(directory, scalerFile)).then(
    () => true,
    () => false,
  );
  const scaler = isThere ? Scaler.safeParse(await readJson(directory, scalerFile)) : undefined;
  if (scaler?.success) return { factor: scaler.data.scaling_factor, from: scalerFile };
  throw badRequest(
    `The source was trained on activations scaled to an average norm (expected_average_only_in) and does not say by how much; add norm_scaling_factor to ${configFile}, as SAELens' list of pretrained sources has it.`,
  );
}
