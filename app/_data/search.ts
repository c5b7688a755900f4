import "server-only";
import type { TokenMatches } from "#app/_components/search/token-matches.tsx";
import { findFeaturePage } from "#app/_data/feature-table.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { listSources } from "#lib/catalog/queries/sources.ts";
import { getDb } from "#lib/db.ts";

const MATCHES_A_SOURCE = 8;
/** A token is looked up source by source; a catalog with more of them needs an index, which is another engine's work. */
const SOURCES_SEARCHED_MAX = 24;
const SOURCES_NAMED_MAX = 100;

/** Features whose top or output tokens hold the text, strongest first, by source. */
export async function findTokenMatches(token: string): Promise<TokenMatches[]> {
  const { items: ready } = await listSources(getDb(), { ready: true }, { limit: SOURCES_SEARCHED_MAX });
  const found = await Promise.all(
    ready.map(async ({ model, id }) => {
      const source = { model, source: id };
      return { source, page: await findFeaturePage(source, { sort: "max", token }, { limit: MATCHES_A_SOURCE }) };
    }),
  );
  return found.flatMap(({ source, page }) => (page && page.total > 0 ? [{ source, page }] : []));
}

/** Sources of that name in any model, by model, as many as a page can show; `total` counts them all. */
export async function listSourcesNamed(name: string): Promise<{ sources: SourceAddress[]; total: number }> {
  const { items, total } = await listSources(getDb(), { source: name }, { limit: SOURCES_NAMED_MAX });
  return { sources: items.map(({ model, id }) => ({ model, source: id })), total };
}
