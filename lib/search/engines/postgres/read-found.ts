import type { QueryConfig } from "pg";
import type { Db } from "#lib/db.ts";
import type { Found } from "#lib/search/engines/engine.ts";

/** The columns of an answer, each as one JSON array; all null where there are no rows. */
type Columns<F extends string> = { [K in "sourceId" | "index" | "score" | "density"]: Found[K][] | null } & {
  methods: string[] | null;
  explainedAt: (number | null)[] | null;
  figures: Record<F, number[] | null>;
};

/**
 * Documents that a statement finds, in its order. They come in columns: to read a thousand rows takes the driver 4 ms of this
 * process, which has the query's direction to compute meanwhile; to read their columns, 1 ms.
 * @param query one that selects `FOUND_COLUMNS`, and a number for each of `figures`
 */
export async function readFound<F extends string = never>(
  { pool }: Pick<Db, "pool">,
  query: QueryConfig,
  figures: readonly F[] = [],
): Promise<{ found: Found[]; figures: Partial<Record<F, number[]>> }> {
  const { rows } = await pool.query<Columns<F>>({
    ...query,
    text: `SELECT json_agg("sourceId") AS "sourceId", json_agg("index") AS "index",
                  json_agg(array_to_string(methods, ',')) AS methods, json_agg(score) AS score, json_agg(density) AS density,
                  json_agg(date_part('epoch', "explainedAt")) AS "explainedAt",
                  json_build_object(${figures.map((figure) => `'${figure}', json_agg(${figure})`).join(", ")}) AS figures
           FROM (${query.text}) found`,
  });
  const [columns] = rows;
  if (!columns?.sourceId) return { found: [], figures: {} };
  const { index, methods, score, density, explainedAt } = columns;
  const split = createSplit();
  const found = columns.sourceId.map((sourceId, i): Found => {
    const seconds = explainedAt?.[i] ?? null;
    return {
      sourceId,
      index: index?.[i] ?? 0,
      methods: split(methods?.[i] ?? ""),
      score: score?.[i] ?? null,
      density: density?.[i] ?? 0,
      explainedAt: seconds === null ? null : new Date(Math.round(seconds * 1_000)),
    };
  });
  return { found, figures: columns.figures as Record<F, number[]> }; // Null only where there are no rows.
}

/** Lists of methods, of which a thousand documents have a few. */
function createSplit(): (joined: string) => readonly string[] {
  const known = new Map<string, readonly string[]>([["", []]]);
  return (joined) => {
    const split = known.get(joined) ?? joined.split(",");
    known.set(joined, split);
    return split;
  };
}
