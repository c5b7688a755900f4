import type { ModelDirectory } from "#lib/engine/model-directory.ts";
import { AppError } from "#lib/errors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { readNeurons } from "#lib/sae/neurons.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import type { Source } from "#prisma/generated/client.ts";
import { resolveDirectory } from "#workers/resolve-directory.ts";

/** Refuses weights that are not the ones the catalog knows: what is computed from them would carry a false provenance. */
export function requireSameContent(what: string, registered: string, found: string): void {
  if (registered !== found) {
    throw new AppError(
      "conflict",
      `The files of ${what} have changed since it was registered; restart the worker to register it again.`,
    );
  }
}

/** The weights of a registered source. @throws AppError when they cannot be read or have changed */
export async function openSource(
  model: ModelDirectory,
  { slug, directory, layer, contentHash }: Pick<Source, "slug" | "directory" | "layer" | "contentHash">,
): Promise<SourceWeights> {
  const weights =
    directory === null ? await readNeurons(model, layer) : await readSource(model, resolveDirectory(directory));
  requireSameContent(`source ${slug}`, contentHash, weights.contentHash);
  return weights;
}
