import { badRequest } from "#lib/errors.ts";
import { hookWidth } from "#lib/engine/hook-point.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** @throws AppError bad_request when what the source decodes to is no estimate of anything. */
export function checkReconstructs({ kind, reconstructs }: SourceWeights): void {
  if (reconstructs !== false) return;
  throw badRequest(
    kind === "directions"
      ? "Directions rebuild nothing, so there is no reconstruction to measure; look at what they respond to instead."
      : "One layer of a cross-layer transcoder rebuilds no activation alone, so there is no reconstruction to measure; look at what its features respond to instead.",
  );
}

/** @throws AppError bad_request when the source reads or writes what the model does not have. */
export function checkSourceFits(config: ModelConfig, { hookIn, hookOut, dIn, dOut }: SourceWeights): void {
  for (const [point, width] of [
    [hookIn, dIn],
    [hookOut, dOut],
  ] as const) {
    const found = hookWidth(config, point);
    if (found !== width) {
      throw badRequest(
        `The source has ${width} numbers at ${point}, where the model has ${found ?? "no such layer"}; check that it was trained on this model.`,
      );
    }
  }
}
