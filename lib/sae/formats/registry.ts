import { badRequest } from "#lib/errors.ts";
import { clt } from "#lib/sae/formats/clt.ts";
import { directions } from "#lib/sae/formats/directions.ts";
import { gemmaScope } from "#lib/sae/formats/gemma-scope.ts";
import { saelens } from "#lib/sae/formats/saelens.ts";
import type { ModelLayout } from "#lib/sae/formats/hook-name.ts";
import { findWrittenLed } from "#lib/sae/formats/written-led.ts";
import { openai } from "#lib/sae/formats/openai.ts";
import { sparsify } from "#lib/sae/formats/sparsify.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** How one publisher lays out a source on disk. */
export interface SourceFormat {
  /** Whether the directory looks like this format; never throws for a foreign one. */
  detect(directory: string): Promise<boolean>;
  /** @throws AppError bad_request with one sentence saying what is wrong or not supported. */
  read(model: ModelLayout, directory: string): Promise<SourceWeights>;
}

const formats = {
  saelens,
  sparsify,
  "Gemma Scope": gemmaScope,
  CLT: clt,
  directions,
  OpenAI: openai,
} as const satisfies Record<string, SourceFormat>;

/**
 * Reads a source from a directory in any known format.
 * @param model the one that the source was trained on
 * @throws AppError bad_request
 */
export async function readSource(model: ModelLayout, directory: string): Promise<SourceWeights> {
  for (const format of Object.values(formats)) {
    if (!(await format.detect(directory))) continue;
    const source = checkFinite(await format.read(model, directory));
    const led = await findWrittenLed(directory);
    return led === undefined ? source : { ...source, led };
  }
  throw badRequest(`The directory holds no source in a known format; known are ${Object.keys(formats).join(", ")}.`);
}

/** One number that is none makes every activation of its feature, or every reconstruction, none either. */
function checkFinite(source: SourceWeights): SourceWeights {
  for (const name of ["encoder", "encoderBias", "decoder", "decoderBias", "threshold", "skip"] as const) {
    if (source[name]?.some((value) => !Number.isFinite(value))) {
      throw badRequest(`The source's ${name} holds NaN or infinite numbers; download it again or export it in f32.`);
    }
  }
  return source;
}
