import type { EmbedderKind } from "#lib/search/embedders/embedder.ts";
import { openAiCompatible } from "#lib/search/embedders/openai-compatible.ts";
import type { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import { transformersJs } from "#lib/search/embedders/transformers-js.ts";
import { useEn } from "#lib/search/embedders/use-en/use-en.ts";

/** Every kind of embedder. None loads anything before it is opened. */
export const EMBEDDERS = {
  "use-en": useEn,
  "openai-compatible": openAiCompatible,
  "transformers-js": transformersJs,
} as const satisfies { [N in EmbedderSettings["embedder"]]: EmbedderKind<Extract<EmbedderSettings, { embedder: N }>> };

export type EmbedderName = keyof typeof EMBEDDERS;
