import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";

/** A source as search filters, counts and names it. */
export type SearchSource = {
  id: number;
  model: string;
  modelName: string;
  release: string | null;
  releaseName: string | null;
  source: string;
  layer: number;
  kind: "sae" | "transcoder" | "directions" | "neurons";
  /** How many, dead ones included. */
  features: number;
};

/** Every source that may be found: listed, and of a listed model. The one place that keeps the others out of search. */
export async function listSearchSources({ pool }: Pick<Db, "pool">): Promise<SearchSource[]> {
  const { rows } = await pool.query<SearchSource>({
    name: "search-sources",
    text: `SELECT s.id, m.slug AS model, m.name AS "modelName", r.slug AS release, r.name AS "releaseName",
                  s.slug AS source, s.layer, lower(s.kind::text) AS kind, s.features
           FROM "Source" s JOIN "Model" m ON m.id = s."modelId" JOIN "SourceSet" t ON t.id = s."sourceSetId"
           LEFT JOIN "Release" r ON r.id = t."releaseId"
           WHERE s.state = 'READY' AND s.visibility = ANY($1::"Visibility"[]) AND m.visibility = ANY($1::"Visibility"[])
           ORDER BY m.slug, s.layer, s.slug`,
    values: [visibilitiesFor("list")],
  });
  return rows;
}

/** Live features of the sources that may be found. */
export async function countSearchable(db: Pick<Db, "pool">): Promise<number> {
  const sources = await listSearchSources(db);
  const { rows } = await db.pool.query<{ features: number }>(
    `SELECT count(*)::int AS features FROM "Feature" WHERE "sourceId" = ANY($1::int[]) AND "activeTokens" > 0`,
    [sources.map(({ id }) => id)],
  );
  return rows[0]?.features ?? 0;
}

/** Where a filter lets search: in these sources. */
export const searchPlace = (sources: readonly SearchSource[]): { sources: number[]; features: number } => ({
  sources: sources.map(({ id }) => id),
  features: sources.reduce((sum, { features }) => sum + features, 0),
});

/** The filters of a query that choose among sources. */
export const SOURCE_FILTERS = ["model", "release", "source", "layer", "kind"] as const;
export type SourceFilter = (typeof SOURCE_FILTERS)[number];

/** What each of these filters calls a source. */
export function nameSource(filter: SourceFilter, source: SearchSource): string | null {
  switch (filter) {
    case "source":
      return `${source.model}/${source.source}`;
    case "layer":
      return String(source.layer);
    case "model":
    case "release":
    case "kind":
      return source[filter];
  }
}

/** The sources that a query's filters leave; `except` one of them, as if it were not set. */
export function chooseSources(
  sources: readonly SearchSource[],
  query: Pick<SearchQuery, SourceFilter>,
  except?: SourceFilter,
): SearchSource[] {
  const used = SOURCE_FILTERS.filter((filter) => filter !== except && query[filter].length > 0);
  return sources.filter((source) =>
    used.every((filter) => query[filter].some((wanted) => String(wanted) === nameSource(filter, source))),
  );
}
