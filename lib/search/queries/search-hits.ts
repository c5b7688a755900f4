import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";
import { LINE_COLUMNS, LINE_JOINS, type LineRow, presentLine } from "#lib/explain/queries/explanation-line.ts";
import { type FeatureKey, formatKey } from "#lib/search/document.ts";
import type { SearchSource } from "#lib/search/queries/search-sources.ts";
import type { SearchHit } from "#lib/search/search-views.ts";

export type HitRow = Omit<SearchHit, "match" | "highlights">;

type Row = FeatureKey &
  Pick<FeatureRow, "density" | "maxActivation" | "activeTokens" | "topTokens" | "outputTokens"> &
  LineRow;

/** Features as they are now, in the order asked for; those that are gone, or whose source is none of `sources`, are left out. */
export async function findHits<K extends FeatureKey>(
  { pool }: Pick<Db, "pool">,
  keys: readonly K[],
  sources: ReadonlyMap<number, SearchSource>,
): Promise<{ key: K; row: HitRow }[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<Row>({
    name: "search-hits",
    text: `SELECT f."sourceId", f."index", f.density, f."maxActivation", f."activeTokens", f."topTokens", f."outputTokens",
                  ${LINE_COLUMNS}
           FROM unnest($1::int[], $2::int[]) AS g("sourceId", "index")
           JOIN "Feature" f ON f."sourceId" = g."sourceId" AND f."index" = g."index"
           LEFT JOIN "BestExplanation" b ON b."sourceId" = f."sourceId" AND b."index" = f."index" AND b.method = $3
           ${LINE_JOINS}`,
    values: [keys.map(({ sourceId }) => sourceId), keys.map(({ index }) => index), ANY_METHOD],
  });
  const byKey = new Map(rows.map((row) => [formatKey(row), row]));
  return keys.flatMap((key) => {
    const row = byKey.get(formatKey(key));
    const source = sources.get(key.sourceId);
    return row && source ? [{ key, row: presentHit(row, source) }] : [];
  });
}

function presentHit(row: Row, { model, source, layer, kind, release }: SearchSource): HitRow {
  const { index, density, maxActivation, activeTokens, topTokens, outputTokens } = row;
  return {
    index,
    density,
    maxActivation,
    activeTokens,
    topTokens,
    outputTokens,
    model,
    source,
    layer,
    kind,
    release,
    address: formatFeatureAddress({ model, source, index }),
    explanation: presentLine(row),
    explanationFailure: null,
  };
}
