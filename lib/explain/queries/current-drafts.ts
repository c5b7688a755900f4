import type { Db } from "#lib/db.ts";
import type { Draft } from "#lib/explain/explainers/explainer.ts";
import { Predicate } from "#lib/explain/predicates/predicate.ts";

/** Explanations to set others beside: more add nothing. */
const DRAFTS_MAX = 5_000;

/** Current explanations of a source that one method wrote, one a feature. */
export async function listCurrentDrafts(
  db: Db,
  { sourceId, method }: { sourceId: number; method: string },
): Promise<{ index: number; draft: Draft }[]> {
  const { rows } = await db.pool.query<{ index: number; side: string; text: string; predicate: unknown }>(
    `SELECT DISTINCT ON (e."index") e."index", e.side, e.text, e.predicate
     FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId"
     WHERE e."sourceId" = $1 AND r.method = $2 AND e."retiredAt" IS NULL
     ORDER BY e."index", e.id DESC LIMIT ${DRAFTS_MAX}`,
    [sourceId, method],
  );
  return rows.map(({ index, side, text, predicate }) => ({
    index,
    draft: {
      side: side === "INPUT" ? "input" : "output",
      text,
      ...(predicate === null ? {} : { predicate: Predicate.parse(predicate) }),
    },
  }));
}
