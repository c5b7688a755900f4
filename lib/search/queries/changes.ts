import type { Db } from "#lib/db.ts";

/** words: the document itself; meaning: its direction. */
export type Stage = "WORDS" | "MEANING";

/** Changes of one source that the index lacks: of some features, or (`whole`) perhaps of all. */
export type SourceChanges = { sourceId: number; whole: boolean; indices: number[]; lastId: string; oldest: Date };

/** What waits for a stage, by source, the longest waiting first. */
export async function listChanges({ pool }: Pick<Db, "pool">, stage: Stage, limit: number): Promise<SourceChanges[]> {
  const { rows } = await pool.query<SourceChanges>({
    name: "search-changes",
    text: `SELECT "sourceId", bool_or("index" IS NULL) AS whole, max(id) AS "lastId", min("createdAt") AS oldest,
                  coalesce(array_agg(DISTINCT "index") FILTER (WHERE "index" IS NOT NULL), '{}') AS indices
           FROM (SELECT * FROM "SearchChange" WHERE stage = $1::"SearchStage" ORDER BY id LIMIT $2) c
           GROUP BY "sourceId" ORDER BY min(id)`,
    values: [stage, limit],
  });
  return rows;
}

/** Forgets changes that are in the index by now; those noted meanwhile stay. */
export async function forgetChanges(
  { pool }: Pick<Db, "pool">,
  stage: Stage,
  { sourceId, lastId }: Pick<SourceChanges, "sourceId" | "lastId">,
): Promise<void> {
  await pool.query(`DELETE FROM "SearchChange" WHERE stage = $1::"SearchStage" AND "sourceId" = $2 AND id <= $3`, [
    stage,
    sourceId,
    lastId,
  ]);
}

/** Notes features whose directions are to be made; null: of the whole source. */
export async function noteMeaning(
  { pool }: Pick<Db, "pool">,
  sourceId: number,
  indices: readonly number[] | null,
): Promise<void> {
  await pool.query(`INSERT INTO "SearchChange" ("sourceId", "index", stage) SELECT $1, unnest($2::int[]), 'MEANING'`, [
    sourceId,
    indices ?? [null],
  ]);
}

/** Notes every source there is. */
export async function noteAllSources({ pool }: Pick<Db, "pool">, stage: Stage): Promise<void> {
  await pool.query(`INSERT INTO "SearchChange" ("sourceId", stage) SELECT id, $1::"SearchStage" FROM "Source"`, [
    stage,
  ]);
}

/** Forgets all that was noted up to now, once the whole index was made anew. @param lastId of {@link findLastChange} */
export async function forgetAllChanges({ pool }: Pick<Db, "pool">, lastId: string): Promise<void> {
  await pool.query(`DELETE FROM "SearchChange" WHERE id <= $1`, [lastId]);
}

export async function findLastChange({ pool }: Pick<Db, "pool">): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`SELECT coalesce(max(id), 0) AS id FROM "SearchChange"`);
  return rows[0]?.id ?? "0";
}

/** How far the index is behind the catalog. */
export type IndexLag = {
  /** Features whose latest words, and whose latest direction, are not in the index. */
  words: number;
  meaning: number;
  /** Since when the longest waiting one waits. */
  since: Date | null;
  /** Why the latest attempt failed. */
  error: string | null;
};

export async function readLag({ pool }: Pick<Db, "pool">): Promise<IndexLag> {
  const { rows } = await pool.query<IndexLag>({
    name: "search-lag",
    text: `WITH waiting AS (
             SELECT stage, "sourceId", bool_or("index" IS NULL) AS whole, count(DISTINCT "index") AS some, min("createdAt") AS since
             FROM "SearchChange" GROUP BY 1, 2),
           counted AS (
             SELECT w.stage, w.since, CASE WHEN w.whole THEN coalesce(s.features, 0) ELSE w.some END AS features
             FROM waiting w LEFT JOIN "Source" s ON s.id = w."sourceId")
           SELECT coalesce(sum(features) FILTER (WHERE stage = 'WORDS'), 0)::int AS words,
                  coalesce(sum(features) FILTER (WHERE stage = 'MEANING'), 0)::int AS meaning,
                  min(since) AS since, (SELECT error FROM "SearchState" LIMIT 1) AS error
           FROM counted`,
  });
  return rows[0] ?? { words: 0, meaning: 0, since: null, error: null };
}
