import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import { pickRandomFeature } from "#lib/catalog/queries/features.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";

/** An explanation that accounts for half of what can be: one reads it and sees it in the examples. */
const SCORE_MIN = 0.5;

/**
 * A feature worth a look, drawn from all listed sources, each as likely, or from `within`: the first from a random place on
 * whose best explanation scores at least half and surely more than its best baseline. Where the source has none such, any live feature of it.
 * Undefined while nothing is computed, or where `within` is not listed.
 */
export async function pickInterestingFeature(
  db: Db,
  { within, random = Math.random }: { within?: SourceAddress | undefined; random?: () => number } = {},
): Promise<FeatureAddress | undefined> {
  const { rows: sources } = await db.pool.query<{ id: number; model: string; source: string; features: number }>({
    name: "interesting-sources",
    text: `SELECT s.id, m.slug AS model, s.slug AS source, s.features FROM "Source" s JOIN "Model" m ON m.id = s."modelId"
           WHERE s.state = 'READY' AND m.visibility::text = ANY($1) AND s.visibility::text = ANY($1)
             AND ($2::text IS NULL OR m.slug = $2 AND s.slug = $3) ORDER BY s.id`,
    values: [visibilitiesFor("list"), within?.model ?? null, within?.source ?? null],
  });
  const chosen = sources[Math.floor(random() * sources.length)];
  if (!chosen) return undefined;
  const { id, model, source, features } = chosen;
  const { rows } = await db.pool.query<{ index: number }>({
    name: "interesting-feature",
    text: `SELECT b."index" FROM "BestExplanation" b
           JOIN "Feature" f ON f."sourceId" = b."sourceId" AND f."index" = b."index" AND f."activeTokens" > 0
           JOIN "Score" s ON s.id = b."scoreId"
           WHERE b."sourceId" = $1 AND b.method = $2 AND b.score >= ${SCORE_MIN}
             AND coalesce((s.detail->'difference'->>'low')::float8 > 0, s.low > s.baseline)
           ORDER BY b."index" < $3, b."index" LIMIT 1`,
    values: [id, ANY_METHOD, Math.floor(random() * features)],
  });
  const [row] = rows;
  if (row) return { model, source, index: row.index };
  return pickRandomFeature(db, { model, source }, { random });
}
