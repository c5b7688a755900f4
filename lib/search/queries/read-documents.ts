import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";
import { IS_CURRENT } from "#lib/explain/queries/current.ts";
import type { DocumentRow } from "#lib/search/document.ts";

const COLUMNS = `
  f."sourceId", f."index", f.density, f."topTokens", f."outputTokens", b.score,
  coalesce((
    SELECT json_agg(json_build_object('text', e.text, 'method', coalesce(r.method, 'person'), 'side', e.side,
             'formal', e.predicate IS NOT NULL, 'createdAt', e."createdAt") ORDER BY (e.id = b."explanationId") DESC NULLS LAST, e.id)
    FROM "Explanation" e LEFT JOIN "ExplainRun" r ON r.id = e."runId" JOIN "Source" s ON s.id = e."sourceId"
    WHERE e."sourceId" = f."sourceId" AND e."index" = f."index" AND ${IS_CURRENT}), '[]') AS explanations`;

/** Only what may be listed is ever indexed. */
const LISTED = `
  EXISTS (SELECT FROM "Source" s JOIN "Model" m ON m.id = s."modelId" WHERE s.id = f."sourceId" AND s.state = 'READY'
    AND s.visibility = ANY($1::"Visibility"[]) AND m.visibility = ANY($1::"Visibility"[]))`;

type Row = Omit<DocumentRow, "explanations"> & {
  explanations: (Omit<DocumentRow["explanations"][number], "createdAt"> & { createdAt: string })[];
};

/** What is to be indexed of features; those that are gone or not listed are left out. */
export async function readDocuments(
  { pool }: Pick<Db, "pool">,
  sourceId: number,
  which: { indices: readonly number[] } | { after: number; limit: number },
): Promise<DocumentRow[]> {
  const chosen = "indices" in which ? `f."index" = ANY($3::int[])` : `f."index" > $3`;
  const { rows } = await pool.query<Row>(
    `SELECT ${COLUMNS} FROM "Feature" f
     LEFT JOIN "BestExplanation" b ON b."sourceId" = f."sourceId" AND b."index" = f."index" AND b.method = '${ANY_METHOD}'
     WHERE f."sourceId" = $2 AND ${chosen} AND f."activeTokens" > 0 AND ${LISTED}
     ORDER BY f."index" ${"limit" in which ? `LIMIT ${which.limit}` : ""}`,
    [visibilitiesFor("list"), sourceId, "indices" in which ? which.indices : which.after],
  );
  return rows.map((row) => ({
    ...row,
    // PostgreSQL writes its timestamps, which are UTC, without saying so.
    explanations: row.explanations.map((one) => ({ ...one, createdAt: new Date(`${one.createdAt}Z`) })),
  }));
}
