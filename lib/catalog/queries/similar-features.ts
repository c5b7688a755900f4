import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { SOURCE_KINDS } from "#lib/catalog/present-source.ts";
import { findFeatureRows } from "#lib/catalog/queries/feature-rows.ts";
import { RelationChance, type SimilarFeatures, type SimilarInSource } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import { decodeRelated, RELATED_BYTES } from "#lib/stats/relation-codec.ts";
import type { SourceKind } from "#prisma/generated/client.ts";

/** Shown of each source; a few more are kept, for those that never fire. */
const SHOWN_EACH = 3;

/**
 * The features most like one in each other listed source of its model. No sources: not compared yet, or nothing to compare
 * with. A relation holds while both sources have the weights that were compared. @throws AppError not_found
 */
export async function listSimilarFeatures(db: Db, address: FeatureAddress): Promise<SimilarFeatures> {
  const { model, source, index } = address;
  type Row = { source: string; layer: number; kind: SourceKind; chance: unknown; related: Buffer };
  // A feature without relations is one row of nulls, one that may not be read none.
  const { rows } = await db.pool.query<Row | Record<keyof Row, null>>({
    name: "similar-features",
    text: `SELECT r.source, r.layer, r.kind, r.chance,
                  substring(r.nearest FROM f."index" * ${RELATED_BYTES} + 1 FOR ${RELATED_BYTES}) AS related
           FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId" JOIN "Model" m ON m.id = s."modelId"
           LEFT JOIN (
             SELECT r.*, o.slug AS source, o.layer, o.kind FROM "SourceRelation" r
             JOIN "Source" o ON o.id = r."otherId" AND o."contentHash" = r."otherHash" AND o.state = 'READY'
             WHERE o.visibility::text = ANY($5)
           ) r ON r."sourceId" = s.id AND r.hash = s."contentHash"
           WHERE m.slug = $1 AND s.slug = $2 AND f."index" = $3
             AND m.visibility::text = ANY($4) AND s.visibility::text = ANY($4)
           ORDER BY r.layer, r.source`,
    values: [model, source, index, visibilitiesFor("read"), visibilitiesFor("list")],
  });
  if (rows.length === 0) throw notFound(`Feature ${formatFeatureAddress(address)}`);
  const sources = await Promise.all(
    rows
      .filter((row): row is Row => row.related?.length === RELATED_BYTES)
      .map(async ({ kind, related, chance, ...row }): Promise<SimilarInSource> => {
        const nearest = decodeRelated(related);
        const known = await findFeatureRows(
          db,
          { model, source: row.source },
          nearest.map((one) => one.index),
        );
        const features = nearest.flatMap((one) => {
          const feature = known.get(one.index);
          return feature && feature.activeTokens > 0 ? [{ ...feature, cosine: one.cosine }] : [];
        });
        return {
          ...row,
          kind: SOURCE_KINDS[kind],
          chance: RelationChance.parse(chance),
          features: features.slice(0, SHOWN_EACH),
        };
      }),
  );
  return { model, source, index, sources };
}
