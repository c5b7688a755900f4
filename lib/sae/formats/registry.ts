import { badRequest } from "#lib/errors.ts";
import { gemmaScope } from "#lib/sae/formats/gemma-scope.ts";
import { saelens } from "#lib/sae/formats/saelens.ts";
import { sparsify } from "#lib/sae/formats/sparsify.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";

/** How one publisher lays out a source on disk. */
export interface SourceFormat {
  /** Whether the directory looks like this format; never throws for a foreign one. */
  detect(directory: string): Promise<boolean>;
  /** @throws AppError bad_request with one sentence saying what is wrong or not supported. */
  read(directory: string): Promise<SourceWeights>;
}

const formats = { saelens, sparsify, "Gemma Scope": gemmaScope } as const satisfies Record<string, SourceFormat>;

/**
 * Reads a source from a directory in any known format.
 * @throws AppError bad_request
 */
export async function readSource(directory: string): Promise<SourceWeights> {
  for (const format of Object.values(formats)) if (await format.detect(directory)) return format.read(directory);
  throw badRequest(`The directory holds no source in a known format; known are ${Object.keys(formats).join(", ")}.`);
}
