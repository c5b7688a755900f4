import { env, type Environment } from "#lib/env.ts";
import { findLlmSettings } from "#lib/explain/llm-settings.ts";
import type { Limits } from "#lib/explain/share-limits.ts";

const MAX_TOKENS_DEFAULT = 1_000_000;

/** What is done each night. */
export type RefreshSettings = {
  explainer: string;
  /** Features explained, and explanations that a language model judges anew, at most. */
  features: number;
  limits: Limits;
  /** The language model; empty when none is set up: then only what needs none is done. */
  llmModel: string;
};

/** The nightly refresh that the environment asks for. @throws Error when the language model is set up wrongly */
export function readRefreshSettings(from: Environment = env): RefreshSettings {
  const { REFRESH_EXPLAINER: explainer, REFRESH_FEATURES: features } = from;
  const { REFRESH_MAX_USD: maxUsd, REFRESH_MAX_TOKENS: maxTokens } = from;
  const unlimited = maxUsd === undefined && maxTokens === undefined;
  return {
    explainer,
    features,
    limits: unlimited ? { maxTokens: MAX_TOKENS_DEFAULT } : { maxUsd, maxTokens },
    llmModel: findLlmSettings(from)?.model ?? "",
  };
}
