import "server-only";
import type { TokenMatches } from "#app/_components/search/token-matches.tsx";
import { findFeaturePage } from "#app/_data/feature-table.ts";
import { listCatalogSources } from "#app/_data/models.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";

const MATCHES_A_SOURCE = 8;
/** A token is looked up source by source; a catalog with more of them needs an index, which is another engine's work. */
export const SOURCES_SEARCHED_MAX = 24;

/** Features whose top or output tokens hold the text, strongest first, by source. */
export async function findTokenMatches(token: string): Promise<TokenMatches[]> {
  const ready = (await listCatalogSources()).filter(({ state }) => state === "ready").slice(0, SOURCES_SEARCHED_MAX);
  const found = await Promise.all(
    ready.map(async ({ model, id }) => {
      const source = { model, source: id };
      return { source, page: await findFeaturePage(source, { sort: "max", token }, { limit: MATCHES_A_SOURCE }) };
    }),
  );
  return found.flatMap(({ source, page }) => (page && page.total > 0 ? [{ source, page }] : []));
}

/** Sources of that name in any model. */
export async function listSourcesNamed(name: string): Promise<SourceAddress[]> {
  return (await listCatalogSources()).filter(({ id }) => id === name).map(({ model, id }) => ({ model, source: id }));
}
