import type { SearchFilter } from "#lib/search/engines/engine.ts";

/** Columns of `Found`, of documents `d`. */
export const FOUND_COLUMNS = `d."sourceId", d."index", d.methods, d.score, d.density, d."explainedAt"`;

const filterSql = (sourceId: string): string => `
  NOT d.removed AND ${sourceId} = ANY($1::int[]) AND (cardinality($2::text[]) = 0 OR d.methods && $2::text[])
  AND ($3::float4 IS NULL OR d.score >= $3) AND ($4::float4 IS NULL OR d.score <= $4)
  AND ($5::float4 IS NULL OR d.density >= $5) AND ($6::float4 IS NULL OR d.density <= $6)`;

/** Documents `d` that a filter leaves, over `filterValues` as the first parameters. */
export const FILTER_SQL = filterSql(`d."sourceId"`);
/** The same, hidden from the index by source, through which PostgreSQL would rather read every document. */
export const FILTER_BESIDE_SQL = filterSql(`d."sourceId" + 0`);

export function filterValues({ sources, methods, score, density }: SearchFilter): unknown[] {
  return [sources, methods, score.min ?? null, score.max ?? null, density.min ?? null, density.max ?? null];
}
