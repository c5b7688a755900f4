import { z } from "zod";
import type { Architecture } from "#lib/engine/architectures/architecture.ts";
import { parseFields, readLlamaSizes } from "#lib/engine/architectures/config-fields.ts";
import { gemmaDecoder, gemmaFields } from "#lib/engine/architectures/gemma-layout.ts";
import { readRotary, ropeFields } from "#lib/engine/architectures/rotary.ts";

const Config = z.object({ ...gemmaFields, ...ropeFields });

/** Every other layer looks at a window only, beginning with the first. @see Gemma Team 2024, Gemma 2 §2 */
export const gemma2: Architecture = (json) => {
  const fields = parseFields(Config, json);
  const config = readLlamaSizes("Gemma2ForCausalLM", fields, true);
  const rotary = readRotary(fields, config.headSize);
  const slides = (layer: number) =>
    fields.layer_types ? fields.layer_types[layer] === "sliding_attention" : layer % 2 === 0;
  return {
    config,
    decoder: gemmaDecoder(fields, config, (layer) => ({
      rotary,
      window: slides(layer) ? fields.sliding_window : undefined,
    })),
  };
};
