import { setTimeout } from "node:timers/promises";
import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type AddressStart, listAddressStarts, listIndicesFrom } from "#lib/search/address-starts.ts";
import { KIND_NAMES } from "#lib/search/count-facets.ts";
import type { Search } from "#lib/search/open-search.ts";
import { findHits } from "#lib/search/queries/search-hits.ts";
import { listSearchSources, searchPlace } from "#lib/search/queries/search-sources.ts";
import {
  suggestFeatures,
  type SuggestedFeature,
  type SuggestedSource,
  suggestModels,
  suggestSources,
} from "#lib/search/queries/suggest-addresses.ts";
import { rankFeatures } from "#lib/search/rank-features.ts";
import { SEARCH_CHARACTERS_MAX } from "#lib/search/limits.ts";
import type { Suggestion, Suggestions } from "#lib/search/search-views.ts";

const ADDRESSES_MAX = 6;
const CONCEPTS_MAX = 4;
/** A single letter is the beginning of everything. */
const CONCEPT_CHARACTERS_MIN = 2;
/** A type-ahead that comes later is of no use: meanings that are not known by then are left out. */
const MEANING_MS = 250;

/**
 * Where whoever has typed this far may want to go: pages by the beginning of their address, the search for it, and the best few
 * features it finds. An engine that is away costs only these last: the search itself then says so.
 */
export async function suggest(search: Search, typed: string): Promise<Suggestions> {
  const text = typed.trim().slice(0, SEARCH_CHARACTERS_MAX);
  if (text === "") return { items: [] };
  const starts = listAddressStarts(text);
  const addresses = await suggestAddresses(search.db, starts);
  // A path that leads somewhere is no concept.
  const isPath = addresses.length > 0 && starts.some(({ kind }) => kind !== "name");
  const concepts = isPath ? [] : await suggestConcepts(search, text);
  return { items: [...addresses, presentSearch(text, addresses.length > 0), ...concepts] };
}

async function suggestAddresses(db: Db, starts: readonly AddressStart[]): Promise<Suggestion[]> {
  const found = await Promise.all(starts.map((start) => suggestFrom(db, start)));
  return found.flat().slice(0, ADDRESSES_MAX);
}

async function suggestFrom(db: Db, start: AddressStart): Promise<Suggestion[]> {
  switch (start.kind) {
    case "name": {
      const [models, sources] = await Promise.all([
        suggestModels(db, start.text, ADDRESSES_MAX),
        suggestSources(db, { text: start.text }, ADDRESSES_MAX),
      ]);
      return [...models.map(presentModel), ...sources.map(presentSource)];
    }
    case "source":
      return (await suggestSources(db, start, ADDRESSES_MAX)).map(presentSource);
    case "feature": {
      const indices = start.digits === "" ? [] : listIndicesFrom(start.digits);
      return (await suggestFeatures(db, { ...start, indices }, ADDRESSES_MAX)).map(presentFeature);
    }
  }
}

async function suggestConcepts(search: Search, text: string): Promise<Suggestion[]> {
  if (text.length < CONCEPT_CHARACTERS_MIN) return [];
  try {
    const [sources, words] = await Promise.all([listSearchSources(search.db), search.engine.readWords(text)]);
    const meaning = Promise.race([search.findMeaning(text), setTimeout(MEANING_MS, undefined)]);
    const none = { min: undefined, max: undefined };
    const filter = { ...searchPlace(sources), methods: [], score: none, density: none };
    const { ranked } = await rankFeatures(search, { words, meaning }, filter);
    const best = ranked.slice(0, CONCEPTS_MAX);
    const hits = await findHits(search.db, best, new Map(sources.map((source) => [source.id, source])));
    return hits.map(({ row: { model, source, index, explanation, topTokens } }) =>
      presentFeature({ model, source, index, explanation: explanation?.text ?? null, topTokens }),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === "unavailable") return [];
    throw error;
  }
}

const presentModel = ({ model, name, layers }: { model: string; name: string; layers: number }): Suggestion => ({
  kind: "model",
  label: model,
  detail: `${name === model ? "model" : `${name}, a model`} of ${layers} layers`,
  path: `/${model}`,
});

const presentSource = ({ model, source, kind, layer, features }: SuggestedSource): Suggestion => ({
  kind: "source",
  label: `${model}/${source}`,
  detail: `${KIND_NAMES[kind]}, layer ${layer}, ${features.toLocaleString("en-GB")} features`,
  path: `/${model}/${source}`,
});

function presentFeature(feature: SuggestedFeature): Suggestion {
  const address = formatFeatureAddress(feature);
  const tokens = feature.topTokens.map((token) => `“${token.trim()}”`).join(", ");
  const detail = feature.explanation ?? (tokens === "" ? "dead" : tokens);
  return { kind: "feature", label: address, detail, path: `/${address}` };
}

/** @param mistakable it would be taken for an address, unless the way to search is said */
const presentSearch = (text: string, mistakable: boolean): Suggestion => ({
  kind: "search",
  label: text,
  detail: "search features by words and meaning",
  path: `/search?${new URLSearchParams({ q: text, ...(mistakable && { by: "both" }) })}`,
});
