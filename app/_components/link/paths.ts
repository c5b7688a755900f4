import type { Route } from "next";
import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";

// The casts below are the only ones a link needs: the addresses were parsed, and these are the folders under app/.

export const modelPath = (model: string): Route => `/${model}` as Route;

export const sourcePath = ({ model, source }: SourceAddress, query?: URLSearchParams): Route =>
  `/${model}/${source}${query && query.size > 0 ? `?${query}` : ""}` as Route;

export const featurePath = ({ model, source, index }: FeatureAddress): Route => `/${model}/${source}/${index}` as Route;

export const randomFeaturePath = ({ model, source }: SourceAddress): Route => `/${model}/${source}/random` as Route;
