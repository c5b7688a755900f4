import type { Clock } from "#lib/llm/clock.ts";

/** What vectors are stored under: the same identity gives the same text the same direction. */
export type EmbedderIdentity = {
  /** Of the kind, as in the registry. */
  name: string;
  /** Raised whenever the kind may give a text another direction. */
  version: number;
  /** The weights, and where they answer when they are elsewhere. */
  model: string;
};

export const isSameEmbedder = (a: EmbedderIdentity, b: EmbedderIdentity): boolean =>
  a.name === b.name && a.version === b.version && a.model === b.model;

/** Turns texts into directions that are near one another where the texts mean something alike. */
export type Embedder = EmbedderIdentity & {
  dimensions: number;
  /**
   * Of each text its first {@link TEXT_CHARACTERS_MAX} characters; a text's direction does not depend on its neighbours.
   * @returns [texts] of [dimensions], each of length 1
   * @throws AppError bad_request for a text without characters, unavailable where there is no answer; the signal's reason
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
};

/** A kind of embedder. @typeParam S what it must be told */
export type EmbedderKind<S> = {
  version: number;
  /** `model` of the identity, without loading anything. */
  model(settings: S): string;
  /** @throws AppError unavailable when it cannot be had */
  open(settings: S, effects: EmbedderEffects): Promise<OpenedModel>;
};

/** What of the outside an embedder may use. */
export type EmbedderEffects = { fetch: typeof fetch; clock: Clock };

/** A model that is ready. `embedBatch` gets from one to `batchTexts` texts, none empty and none too long. */
export type OpenedModel = {
  dimensions: number;
  batchTexts: number;
  embedBatch(texts: readonly string[], signal: AbortSignal): Promise<readonly ArrayLike<number>[]>;
  close(): Promise<void>;
};

/** Far more than a passage, and little enough that no text takes a second. */
export const TEXT_CHARACTERS_MAX = 2_000;
