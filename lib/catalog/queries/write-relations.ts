import { inTransaction } from "#lib/catalog/queries/bulk.ts";
import type { RelationChance } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import type { Source } from "#prisma/generated/client.ts";

type Compared = Pick<Source, "id" | "contentHash">;
/** `nearest`: lib/stats/relation-codec.ts, for every feature of `source` those of `other`. */
export type RelationWrite = { source: Compared; other: Compared; nearest: Uint8Array; chance: RelationChance };

/**
 * Stores how sources of a run are related to others, in the place of what was known of these pairs. What was known of other
 * weights than a source's present ones goes. All or nothing.
 */
export async function writeRelations(
  db: Db,
  sourceIds: readonly number[],
  writes: readonly RelationWrite[],
): Promise<void> {
  await inTransaction(db, async (client) => {
    await client.query(
      `DELETE FROM "SourceRelation" r USING "Source" s, "Source" o
       WHERE s.id = r."sourceId" AND o.id = r."otherId" AND (s.id = ANY($1::int[]) OR o.id = ANY($1::int[]))
         AND (r.hash, r."otherHash") IS DISTINCT FROM (s."contentHash", o."contentHash")`,
      [sourceIds],
    );
    // In one order, so that two runs of a model do not wait for one another.
    for (const { source, other, nearest, chance } of writes.toSorted(inOrder))
      await client.query(
        `INSERT INTO "SourceRelation" ("sourceId", "otherId", hash, "otherHash", nearest, chance) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ("sourceId", "otherId") DO UPDATE SET
           hash = excluded.hash, "otherHash" = excluded."otherHash", nearest = excluded.nearest, chance = excluded.chance`,
        [source.id, other.id, source.contentHash, other.contentHash, Buffer.from(nearest), chance],
      );
  });
}

const inOrder = (a: RelationWrite, b: RelationWrite): number => a.source.id - b.source.id || a.other.id - b.other.id;
