import type { Decoder } from "#lib/engine/decoder/decoder.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";
import type { SafetensorsFile } from "#lib/engine/safetensors.ts";

export type TensorReader = Pick<SafetensorsFile, "readFloat32">;

/** All that a model is computed from. */
export interface ModelWeights {
  readonly config: ModelConfig;
  readonly decoder: Decoder;
  readonly tensors: TensorReader;
}
