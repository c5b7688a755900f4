import type { Route } from "next";
import { type FeatureAddress, formatFeatureAddress, type SourceAddress } from "#lib/catalog/feature-address.ts";

// The casts below are the only ones a link needs: the addresses were parsed, and these are the folders under app/.

export const homePath = (cursor?: string): Route =>
  `/${cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`}` as Route;

export const modelPath = (model: string, cursor?: string): Route =>
  `/${model}${cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`}` as Route;

export const sourcePath = ({ model, source }: SourceAddress, query?: URLSearchParams): Route =>
  `/${model}/${source}${query && query.size > 0 ? `?${query}` : ""}` as Route;

export const featurePath = ({ model, source, index }: FeatureAddress): Route => `/${model}/${source}/${index}` as Route;

export const randomFeaturePath = ({ model, source }: SourceAddress): Route => `/${model}/${source}/random` as Route;

export const explanationPath = (feature: FeatureAddress, explanation: number): Route =>
  `${featurePath(feature)}/explanations/${explanation}` as Route;

export const coherencePath = (feature: FeatureAddress): Route => `${featurePath(feature)}/coherence` as Route;

export const explanationQualityPath = (source: SourceAddress): Route => `${sourcePath(source)}/explanations` as Route;

export const methodPath = (name: string): Route => `/methods/${name}` as Route;

/** Features side by side, in the order given. */
export const comparePath = (features: readonly FeatureAddress[]): Route => {
  const query = features.map((feature) => `feature=${formatFeatureAddress(feature)}`).join("&");
  return `/compare${query === "" ? "" : `?${query}`}` as Route;
};

export const mapPath = (source: SourceAddress): Route => `${sourcePath(source)}/map` as Route;

/** A feature worth a look, another each time. */
export const anyFeaturePath = "/random" as Route;

/** The API names pages of this site. */
export const suggestedPath = ({ path }: { path: string }): Route => `/${path.slice(1)}` as Route;

export const searchPath = (query: URLSearchParams): Route => `/search${query.size > 0 ? `?${query}` : ""}` as Route;

/** Features by what fires on a text. */
export const textSearchPath = "/search/text" as Route;
