import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { RelationChance } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import type { Source } from "#prisma/generated/client.ts";

type Compared = Pick<Source, "id" | "contentHash">;
/** `nearest`: lib/stats/relation-codec.ts, for every feature of `source` those of `other`. */
export type RelationWrite = { source: Compared; other: Compared; nearest: Uint8Array; chance: RelationChance };

/** Stores how some sources are related to one another, in the place of what was known before. All or nothing. */
export async function writeRelations(
  db: Db,
  sourceIds: readonly number[],
  writes: readonly RelationWrite[],
): Promise<void> {
  await inTransaction(db, async (client) => {
    await client.query(
      `DELETE FROM "SourceRelation" WHERE "sourceId" = ANY($1::int[]) AND "otherId" = ANY($1::int[])`,
      [sourceIds],
    );
    for (const { source, other, nearest, chance } of writes)
      await client.query(
        `INSERT INTO "SourceRelation" ("sourceId", "otherId", hash, "otherHash", nearest, chance) VALUES ($1, $2, $3, $4, $5, $6)`,
        [source.id, other.id, source.contentHash, other.contentHash, Buffer.from(nearest), chance],
      );
  });
}
