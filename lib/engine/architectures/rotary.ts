import { z } from "zod";
import type { Rotary } from "#lib/engine/decoder/decoder.ts";

const Default = z.object({ rope_type: z.literal("default") });
const Linear = z.object({ rope_type: z.literal("linear"), factor: z.number().positive() });
const Llama3 = z.object({
  rope_type: z.literal("llama3"),
  factor: z.number().positive(),
  low_freq_factor: z.number().positive(),
  high_freq_factor: z.number().positive(),
  original_max_position_embeddings: z.int().positive(),
});
const Base = {
  rope_theta: z.number().positive().nullish(),
  partial_rotary_factor: z.number().positive().max(1).nullish(),
};

/** Older files call the kind `type`, and leave it out where it is the default. */
const nameKind = (value: unknown): unknown =>
  typeof value === "object" && value !== null
    ? { rope_type: Reflect.get(value, "type") ?? "default", ...value }
    : value;

/** How frequencies are bent for a longer context, and newer files' base; other kinds (yarn, dynamic, longrope) are refused. */
export const RopeParameters = z.preprocess(
  nameKind,
  z.discriminatedUnion("rope_type", [Default.extend(Base), Linear.extend(Base), Llama3.extend(Base)]),
);
export type RopeParameters = z.infer<typeof RopeParameters>;

/** Where configs of Llama and those after it keep their frequencies, old and new. */
export const ropeFields = {
  rope_theta: z.number().positive().nullish(),
  rope_scaling: RopeParameters.nullish(),
  rope_parameters: RopeParameters.nullish(),
};

type RopeSettings = { [K in keyof typeof ropeFields]?: z.infer<(typeof ropeFields)[K]> };

/** @param size how many numbers of a head are turned */
export function readRotary(settings: RopeSettings, size: number, name = "rotary"): Rotary {
  const scaling = settings.rope_parameters ?? settings.rope_scaling;
  return rotaryOf(scaling?.rope_theta ?? settings.rope_theta ?? 10_000, size, scaling, name);
}

/** Frequency of pair i: θ^(−2i / size), bent as `scaling` says. */
export function rotaryOf(theta: number, size: number, scaling?: RopeParameters | null, name = "rotary"): Rotary {
  const frequencies = Array.from({ length: size / 2 }, (_, i) => bend(theta ** ((-2 * i) / size), scaling));
  return { name, frequencies };
}

function bend(frequency: number, scaling: RopeParameters | null | undefined): number {
  if (!scaling || scaling.rope_type === "default") return frequency;
  const stretched = frequency / scaling.factor;
  if (scaling.rope_type === "linear") return stretched;
  // Slow ones are stretched, fast ones kept, those between mixed. @see Grattafiori et al. 2024, The Llama 3 Herd of Models §3.4.2
  const turns = (scaling.original_max_position_embeddings * frequency) / (2 * Math.PI);
  const { low_freq_factor: low, high_freq_factor: high } = scaling;
  const kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
  return kept * frequency + (1 - kept) * stretched;
}
