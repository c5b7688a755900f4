import type { Decoder } from "#lib/engine/decoder/decoder.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

/**
 * Reads the config.json of one family of models.
 * @throws AppError bad_request naming the fields this engine does not understand
 */
export type Architecture = (json: unknown) => { config: ModelConfig; decoder: Decoder };
