import * as z from "zod";

/** Figures that authors put into their own files under this name; whatever else is there is shown as it is. */
const Published = z.object({
  featurepedia_quality: z.object({
    held_out_tokens: z.number().optional(),
    l0: z.number().optional(),
    fve: z.number().optional(),
    ce_recovered_vs_zero_ablation: z.number().optional(),
    ce_recovered_vs_mean_ablation: z.number().optional(),
    dead_share: z.number().optional(),
  }),
});

export type PublishedQuality = {
  l0?: number | undefined;
  fve?: number | undefined;
  recoveredZero?: number | undefined;
  recoveredMean?: number | undefined;
  deadShare?: number | undefined;
};

/** What a source's own files state, under the names of what we measure; undefined when they state nothing we know. */
export function readPublishedQuality(published: unknown): PublishedQuality | undefined {
  const parsed = Published.safeParse(published);
  if (!parsed.success) return undefined;
  const quality = parsed.data.featurepedia_quality;
  return {
    l0: quality.l0,
    fve: quality.fve,
    recoveredZero: quality.ce_recovered_vs_zero_ablation,
    recoveredMean: quality.ce_recovered_vs_mean_ablation,
    deadShare: quality.dead_share,
  };
}
