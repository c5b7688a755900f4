import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";

/** Views of one feature on one day. */
export type DayViews = {
  model: string;
  source: string;
  index: number;
  /** YYYY-MM-DD, UTC */
  day: string;
  views: number;
};

/** Adds views to what was counted before, in one statement. What names no feature that may be read is left out. */
export async function addFeatureViews(db: Db, counted: readonly DayViews[]): Promise<void> {
  await db.pool.query(
    `INSERT INTO "FeatureView" ("sourceId", "index", day, views)
     SELECT f."sourceId", f."index", v.day, sum(v.views)
     FROM unnest($1::text[], $2::text[], $3::int[], $4::date[], $5::int[]) AS v(model, source, "index", day, views)
     JOIN "Model" m ON m.slug = v.model AND m.visibility::text = ANY($6)
     JOIN "Source" s ON s."modelId" = m.id AND s.slug = v.source AND s.visibility::text = ANY($6)
     JOIN "Feature" f ON f."sourceId" = s.id AND f."index" = v."index"
     GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
     ON CONFLICT ("sourceId", "index", day) DO UPDATE SET views = "FeatureView".views + excluded.views`,
    [
      counted.map(({ model }) => model),
      counted.map(({ source }) => source),
      counted.map(({ index }) => index),
      counted.map(({ day }) => day),
      counted.map(({ views }) => views),
      visibilitiesFor("read"),
    ],
  );
}
