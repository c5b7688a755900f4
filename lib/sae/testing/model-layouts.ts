import type { ModelLayout } from "#lib/sae/formats/hook-name.ts";

const norm = { kind: "rms", gain: "norm.weight", gainOffset: 1, bias: undefined, epsilon: 1e-6 } as const;

export const plainModel: ModelLayout = {
  decoder: { blocks: [{ attentionOutNorm: undefined, mlpOutNorm: undefined }] },
};

/** As Gemma 2 and 3 are. */
export const normingModel: ModelLayout = { decoder: { blocks: [{ attentionOutNorm: norm, mlpOutNorm: norm }] } };
