import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";

type Pool = Pick<Db, "pool">;

/** Models that may be listed whose address or name holds a text, those that begin with it first. */
export async function suggestModels(
  { pool }: Pool,
  text: string,
  limit: number,
): Promise<{ model: string; name: string; layers: number }[]> {
  const { rows } = await pool.query<{ model: string; name: string; layers: number }>({
    name: "suggest-models",
    text: `SELECT slug AS model, name, layers FROM "Model"
           WHERE visibility::text = ANY($2) AND (position($1 IN slug) > 0 OR position($1 IN lower(name)) > 0)
           ORDER BY starts_with(slug, $1) DESC, slug LIMIT $3`,
    values: [text, visibilitiesFor("list"), limit],
  });
  return rows;
}

export type SuggestedSource = SourceAddress & {
  kind: "sae" | "transcoder" | "directions" | "neurons";
  layer: number;
  features: number;
};

/** Sources that may be listed whose names hold a text, those that begin with it first; of a model, those that begin with it. */
export async function suggestSources(
  { pool }: Pool,
  { model, text }: { model?: string; text: string },
  limit: number,
): Promise<SuggestedSource[]> {
  const { rows } = await pool.query<SuggestedSource>({
    name: "suggest-sources",
    text: `SELECT m.slug AS model, s.slug AS source, lower(s.kind::text) AS kind, s.layer, s.features
           FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           WHERE s.visibility::text = ANY($3) AND m.visibility::text = ANY($3)
             AND CASE WHEN $2::text IS NULL THEN position($1 IN s.slug) > 0 ELSE m.slug = $2 AND starts_with(s.slug, $1) END
           ORDER BY starts_with(s.slug, $1) DESC, m.slug, s.layer, s.slug LIMIT $4`,
    values: [text, model ?? null, visibilitiesFor("list"), limit],
  });
  return rows;
}

export type SuggestedFeature = FeatureAddress & { explanation: string | null; topTokens: string[] };

/**
 * Features of the listed sources of a name.
 * @param indices those wanted, in this order; none: the best explained
 */
export async function suggestFeatures(
  { pool }: Pool,
  { model, source, indices }: { model: string | undefined; source: string; indices: readonly number[] },
  limit: number,
): Promise<SuggestedFeature[]> {
  const of =
    indices.length > 0
      ? `(SELECT f."index", array_position($4::int[], f."index") AS place FROM "Feature" f
          WHERE f."sourceId" = s.id AND f."index" = ANY($4::int[]))`
      : `(SELECT t."index", row_number() OVER (ORDER BY t.score DESC NULLS LAST, t."index")::int AS place
          FROM "BestExplanation" t WHERE t."sourceId" = s.id AND t.method = '${ANY_METHOD}' AND cardinality($4::int[]) = 0
          ORDER BY t.score DESC NULLS LAST, t."index" LIMIT $5)`;
  const { rows } = await pool.query<SuggestedFeature>({
    text: `SELECT m.slug AS model, s.slug AS source, f."index", f."topTokens", e.text AS explanation
           FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           CROSS JOIN LATERAL ${of} wanted
           JOIN "Feature" f ON f."sourceId" = s.id AND f."index" = wanted."index"
           LEFT JOIN "BestExplanation" b ON b."sourceId" = s.id AND b."index" = f."index" AND b.method = '${ANY_METHOD}'
           LEFT JOIN "Explanation" e ON e.id = b."explanationId"
           WHERE s.slug = $1 AND ($2::text IS NULL OR m.slug = $2)
             AND s.visibility::text = ANY($3) AND m.visibility::text = ANY($3)
           ORDER BY wanted.place, m.slug LIMIT $5`,
    values: [source, model ?? null, visibilitiesFor("list"), indices, limit],
  });
  return rows;
}
