import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import type { Db } from "#lib/db.ts";

/** A token that each feature of a source peaks on, by index; empty for those that never fire. @throws AppError not_found */
export async function listLabels(db: Db, address: SourceAddress): Promise<string[]> {
  const { rows } = await db.pool.query<[index: number, label: string | null]>({
    text: `SELECT "index", "topTokens"[1] FROM "Feature" WHERE "sourceId" = $1`,
    values: [await getSourceId(db, address)],
    rowMode: "array",
  });
  const labels: string[] = [];
  for (const [index, label] of rows) labels[index] = label ?? "";
  return Array.from(labels, (label) => label ?? "");
}
