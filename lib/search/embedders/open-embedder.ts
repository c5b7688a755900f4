import { setImmediate } from "node:timers/promises";
import { AppError, badRequest } from "#lib/errors.ts";
import { systemClock } from "#lib/llm/clock.ts";
import {
  type Embedder,
  type EmbedderEffects,
  type EmbedderIdentity,
  type EmbedderKind,
  type OpenedModel,
  TEXT_CHARACTERS_MAX,
} from "#lib/search/embedders/embedder.ts";
import { EMBEDDERS } from "#lib/search/embedders/registry.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import { toUnit } from "#lib/search/unit-vector.ts";

/** What the vectors of an embedder are stored under, without loading it. */
export function identifyEmbedder(settings: EmbedderSettings): EmbedderIdentity {
  const { version, model } = kindOf(settings);
  return { name: settings.embedder, version, model: model(settings) };
}

/** Loads an embedder, or finds its server. @throws AppError unavailable when it cannot be had */
export async function openEmbedder(
  settings: EmbedderSettings,
  effects: Partial<EmbedderEffects> = {},
): Promise<Embedder> {
  const identity = identifyEmbedder(settings);
  const model = await kindOf(settings).open(settings, { fetch, clock: systemClock, ...effects });
  return {
    ...identity,
    dimensions: model.dimensions,
    embed: (texts, signal = new AbortController().signal) => embedInBatches(model, texts, signal),
    close: () => model.close(),
  };
}

const kindOf = (settings: EmbedderSettings): EmbedderKind<EmbedderSettings> => EMBEDDERS[settings.embedder];

async function embedInBatches(
  { dimensions, batchTexts, embedBatch }: OpenedModel,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  if (texts.includes("")) throw badRequest("A text without characters has no embedding.");
  const found: Float32Array[] = [];
  while (found.length < texts.length) {
    signal.throwIfAborted();
    const batch = texts
      .slice(found.length, found.length + batchTexts)
      .map((text) => text.slice(0, TEXT_CHARACTERS_MAX));
    const vectors = await embedBatch(batch, signal);
    if (vectors.length !== batch.length || vectors.some(({ length }) => length !== dimensions))
      throw new AppError(
        "unavailable",
        `The embedder gave no ${dimensions} numbers for each of ${batch.length} texts.`,
      );
    found.push(...vectors.map(toUnit));
    // Models of this process compute in one go; between two goes others get their turn.
    await setImmediate();
  }
  return found;
}
