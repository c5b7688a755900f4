import type { Db } from "#lib/db.ts";
import type { FeatureFacts } from "#lib/explain/material.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";

/** Rows decoded at a time. */
const PAGE_ROWS = 1_000;
/** A feature that is not there has nothing to say. */
const UNKNOWN: FeatureFacts = { density: 0, promoted: [], neighbours: [] };

/** What the finished features of a source say that explainers and scorers look at. */
export async function readFeatureFacts(
  db: Db,
  sourceId: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<(feature: number) => FeatureFacts> {
  const facts = new Map<number, FeatureFacts>();
  for (let after = -1; ;) {
    signal?.throwIfAborted();
    const { rows } = await db.pool.query<{ index: number; density: number; detail: Buffer }>(
      `SELECT "index", density, detail FROM "Feature" WHERE "sourceId" = $1 AND "index" > $2 ORDER BY "index" LIMIT ${PAGE_ROWS}`,
      [sourceId, after],
    );
    for (const { index, density, detail } of rows) {
      const { output, nearest } = decodeFeatureDetail(detail);
      facts.set(index, {
        density,
        promoted: output.top.map(({ token }) => token),
        neighbours: nearest.map((neighbour) => neighbour.index),
      });
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) return (feature) => facts.get(feature) ?? UNKNOWN;
    after = last.index;
  }
}
