import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { FEATURES_WITH_BEST, type Leg } from "#lib/catalog/feature-conditions.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { FeatureRow } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { OUTPUT_METHODS } from "#lib/explain/explainers/output-methods.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";
import { ofPresentWeights } from "#lib/explain/queries/current.ts";
import { LINE_COLUMNS, LINE_JOINS, type LineRow, presentLine } from "#lib/explain/queries/explanation-line.ts";

const ROWS_MAX = 2 ** 31 - 1;

/** A feature's row before it is presented, with the score that it stands at when sorted by score. */
export type RowRecord = Omit<FeatureRow, "explanation" | "explanationFailure"> & {
  score: number | null;
  failure: FeatureRow["explanationFailure"];
} & LineRow;

export function presentRow(record: RowRecord): FeatureRow {
  const { index, density, maxActivation, activeTokens, topTokens, outputTokens, failure: explanationFailure } = record;
  const explanation = presentLine(record);
  return { index, density, maxActivation, activeTokens, topTokens, outputTokens, explanation, explanationFailure };
}

/** Table rows of the features asked for, by index; those that do not exist are left out. @throws AppError not_found when the source is */
export async function findFeatureRows(
  db: Db,
  address: SourceAddress,
  indices: readonly number[],
): Promise<Map<number, FeatureRow>> {
  if (indices.length === 0) return new Map();
  const leg = { where: `f."sourceId" = $1 AND f."index" = ANY($3::int[])`, orderBy: `f."index"` };
  const { rows } = await db.pool.query<RowRecord>({
    name: "feature-rows",
    // One statement for any number of features: its name stands for its text.
    text: selectRows([leg], { limit: ROWS_MAX }),
    values: [await getSourceId(db, address), ANY_METHOD, indices],
  });
  return new Map(rows.map((row) => [row.index, presentRow(row)]));
}

/**
 * SQL of `RowRecord`s, at most `limit`, in the order of the legs and within each as it says. A later leg is begun only
 * where those before gave too few. One statement, so that a row shows the score that it was sorted by.
 */
export function selectRows(legs: readonly Leg[], { limit }: { limit: number }): string {
  const names = legs.map((_, at) => `leg${at}`);
  const ctes = legs.map(
    ({ where, orderBy }, at) => `${names[at]} AS MATERIALIZED (
       SELECT ${ROW_COLUMNS}, ${at} AS leg, row_number() OVER (ORDER BY ${orderBy}) AS place FROM ${FEATURES_WITH_BEST}
       WHERE ${where} ORDER BY ${orderBy}
       LIMIT ${[limit, ...names.slice(0, at).map((name) => `(SELECT count(*) FROM ${name})`)].join(" - ")})`,
  );
  return `
    WITH ${ctes.join(", ")}, page AS (${names.map((name) => `SELECT * FROM ${name}`).join(" UNION ALL ")})
    SELECT b."index", b.density, b."maxActivation", b."activeTokens", b."topTokens", b."outputTokens", b.score,
           ${LINE_COLUMNS}, ${FAILURE} AS failure
    FROM page b ${LINE_JOINS}
    ORDER BY b.leg, b.place`;
}

const ROW_COLUMNS = `
  f."sourceId", f."index", f.density, f."maxActivation", f."activeTokens", f."topTokens", f."outputTokens",
  b."explanationId", b."scoreId", b.score`;

/** Why a row of the page has no explanation by the method asked for, or by any: the last reason given. */
const FAILURE = `
  CASE WHEN b."explanationId" IS NULL THEN (
    SELECT json_build_object('method', y.method, 'kind', x.kind, 'detail', x.detail)
    FROM "ExplainFailure" x JOIN "ExplainRun" y ON y.id = x."runId" JOIN "Source" s ON s.id = x."sourceId"
    WHERE x."sourceId" = b."sourceId" AND x."index" = b."index" AND ${ofPresentWeights("y")}
      AND y.method <> ALL('{${OUTPUT_METHODS.join(",")}}') AND ($2::text = '${ANY_METHOD}' OR y.method = $2::text)
    ORDER BY x.id DESC LIMIT 1) END`;
