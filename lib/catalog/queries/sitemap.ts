import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";

/** What a sitemap is made from: only what may be listed. Read fresh, since what was hidden must be gone at once. */
type Pool = Pick<Db, "pool">;

export type ListedSource = SourceAddress & {
  /** The highest index of its features; null while it has none. */
  last: number | null;
  /** Whether any of its features is explained. */
  explained: boolean;
};

export async function listListedModels({ pool }: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ slug: string }>({
    name: "sitemap-models",
    text: `SELECT slug FROM "Model" WHERE visibility::text = ANY($1) ORDER BY slug`,
    values: [visibilitiesFor("list")],
  });
  return rows.map(({ slug }) => slug);
}

export async function listListedSources({ pool }: Pool): Promise<ListedSource[]> {
  const { rows } = await pool.query<ListedSource>({
    name: "sitemap-sources",
    text: `SELECT m.slug AS model, s.slug AS source,
                  (SELECT max(f."index") FROM "Feature" f WHERE f."sourceId" = s.id) AS last,
                  EXISTS (SELECT FROM "BestExplanation" b WHERE b."sourceId" = s.id) AS explained
           FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           WHERE s.visibility::text = ANY($1) AND m.visibility::text = ANY($1)
           ORDER BY m.slug, s.layer, s.slug`,
    values: [visibilitiesFor("list")],
  });
  return rows;
}

/** Indices `from` … before `end` of a listed source's features, ascending; none where it may not be listed. */
export async function listListedFeatures(
  { pool }: Pool,
  { model, source }: SourceAddress,
  { from, end }: { from: number; end: number },
): Promise<number[]> {
  const { rows } = await pool.query<{ index: number }>({
    name: "sitemap-features",
    text: `SELECT f."index" FROM "Model" m JOIN "Source" s ON s."modelId" = m.id JOIN "Feature" f ON f."sourceId" = s.id
           WHERE m.slug = $1 AND s.slug = $2 AND m.visibility::text = ANY($3) AND s.visibility::text = ANY($3)
             AND f."index" >= $4 AND f."index" < $5 ORDER BY f."index"`,
    values: [model, source, visibilitiesFor("list"), from, end],
  });
  return rows.map(({ index }) => index);
}
