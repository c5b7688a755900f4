import { formatFeatureAddress, type FeatureAddress, type SourceAddress } from "#lib/catalog/feature-address.ts";
import { featureConditions, FEATURES_WITH_BEST, keysetPage } from "#lib/catalog/feature-conditions.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { featureTag } from "#lib/catalog/feature-tag.ts";
import { featureListing } from "#lib/catalog/listings.ts";
import { cutPage, PAGE_LIMIT, startOfPage, type PageOptions } from "#lib/catalog/page.ts";
import { presentFeature, type FeatureRecord } from "#lib/catalog/present-feature.ts";
import { presentRow, selectRows, type RowRecord } from "#lib/catalog/queries/feature-rows.ts";
import { loadSequences } from "#lib/catalog/queries/sequences.ts";
import { getSourceId } from "#lib/catalog/queries/sources.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import { Provenance, type FeatureDetail, type FeaturePage } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import { ANY_METHOD } from "#lib/explain/queries/best-explanations.ts";
import { EXPLANATIONS_REVISION } from "#lib/explain/queries/current.ts";
import { listFeatureScores } from "#lib/explain/queries/feature-scores.ts";
import { listExplanationFailures, listExplanations } from "#lib/explain/queries/read-explanations.ts";
import { findClusterFeatures } from "#lib/map/queries/read-map.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";

/** A feature that may be read, by address. */
const FEATURE_AT = `
  FROM "Feature" f
  JOIN "Source" s ON s.id = f."sourceId"
  JOIN "Model" m ON m.id = s."modelId"
  WHERE m.slug = $1 AND s.slug = $2 AND f."index" = $3
    AND m.visibility::text = ANY($4) AND s.visibility::text = ANY($4)`;

type DetailRow = FeatureRecord & {
  detail: Buffer;
  sourceId: number;
  modelId: number;
  modelHash: string;
  corpus: string | null;
};

/**
 * Everything a feature's page shows, in two round trips: the feature, then all sequences its examples point to and what was
 * said of it. Its revisions are read first: an answer may be newer than the tag it carries, never older.
 * @throws AppError not_found
 */
export async function getFeature(db: Db, address: FeatureAddress): Promise<FeatureDetail> {
  const { rows } = await db.pool.query<DetailRow>({
    name: "feature",
    text: `SELECT f.density, f."maxActivation", f."activeTokens", f.detail, f.revision, s.provenance, s.id AS "sourceId",
                  s.provenance->>'corpus' AS corpus, m.id AS "modelId", m."contentHash" AS "modelHash",
                  ${EXPLANATIONS_REVISION} AS "explanationsRevision"
           ${FEATURE_AT}`,
    values: [address.model, address.source, address.index, visibilitiesFor("read")],
  });
  const [row] = rows;
  if (!row) throw notFound(`Feature ${formatFeatureAddress(address)}`);
  const stored = decodeFeatureDetail(row.detail);
  const ordinals = new Set(stored.groups.flatMap(({ examples }) => examples.map(({ sequence }) => sequence)));
  const key = { sourceId: row.sourceId, index: address.index };
  const [vocabulary, sequences, explanations, explanationFailures, scores] = await Promise.all([
    getVocabulary(db, { id: row.modelId, contentHash: row.modelHash }),
    loadSequences(db, { modelId: row.modelId, corpus: row.corpus ?? "" }, ordinals),
    listExplanations(db, key),
    listExplanationFailures(db, key),
    listFeatureScores(db, key),
  ]);
  return presentFeature(address, row, stored, sequences, vocabulary, { explanations, explanationFailures, scores });
}

/** The tag of what `getFeature` would answer, without reading it. @throws AppError not_found */
export async function getFeatureTag(db: Db, address: FeatureAddress): Promise<string> {
  return (await readTags(db, address)).tag;
}

/**
 * What changes whenever a feature's page does: its tag, that of the explanations its neighbours go by, here and in the model's
 * other sources, which are written a run at a time, and when those sources were compared. @throws AppError not_found
 */
export async function getFeaturePageTag(db: Db, address: FeatureAddress): Promise<string> {
  const { tag, around } = await readTags(db, address);
  return `${tag} ${around}`;
}

async function readTags(db: Db, address: FeatureAddress): Promise<{ tag: string; around: string }> {
  type Row = Pick<FeatureRecord, "revision" | "explanationsRevision" | "provenance"> & { around: string };
  const { rows } = await db.pool.query<Row>({
    name: "feature-tag",
    text: `SELECT f.revision, s.provenance, ${EXPLANATIONS_REVISION} AS "explanationsRevision",
                  concat_ws(' ', (SELECT max((SELECT max(r.id) FROM "ExplainRun" r WHERE r."sourceId" = o.id))
                                  FROM "Source" o WHERE o."modelId" = m.id),
                            (SELECT max(extract(epoch FROM r."createdAt")) FROM "SourceRelation" r
                             WHERE r."sourceId" = s.id)) AS around
           ${FEATURE_AT}`,
    values: [address.model, address.source, address.index, visibilitiesFor("read")],
  });
  const [row] = rows;
  if (!row) throw notFound(`Feature ${formatFeatureAddress(address)}`);
  const { around, provenance, ...revisions } = row;
  return { tag: featureTag({ ...revisions, provenance: Provenance.nullable().parse(provenance) }), around };
}

/** One page of a source's features. @throws AppError not_found, or bad_request when the cursor is not this listing's */
export async function listFeatures(
  db: Db,
  address: SourceAddress,
  query: FeatureQuery,
  { cursor, limit = PAGE_LIMIT.default }: PageOptions = {},
): Promise<FeaturePage> {
  const listing = featureListing(query);
  const from = startOfPage(cursor, listing);
  const sourceId = await getSourceId(db, address);
  const members = query.cluster === undefined ? undefined : await findClusterFeatures(db, address, query.cluster);
  const conditions = featureConditions(sourceId, query, members);
  const { legs, values } = keysetPage(conditions, query, from);
  const [found, counted] = await Promise.all([
    db.pool.query<RowRecord>(selectRows(legs, { limit: limit + 1 }), values),
    db.pool.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM ${FEATURES_WITH_BEST} WHERE ${conditions.where}`,
      conditions.values,
    ),
  ]);
  const keyOf = ({ index, density, maxActivation: max, score }: RowRecord) => ({
    value: { index, density, max, score }[query.sort],
    index,
  });
  const { items, ...cursors } = cutPage(found.rows, { from, limit, listing }, keyOf);
  return { items: items.map(presentRow), ...cursors, total: counted.rows[0]?.total ?? 0 };
}

/** Features of one source as columns; `thinned` when only every n-th feature is given. */
export type ScatterPoints = {
  index: Int32Array;
  density: Float32Array;
  maxActivation: Float32Array;
  /** Of the best explanation of what each responds to; not a number where there is none. */
  score: Float32Array;
  total: number;
  thinned: boolean;
};

/** Enough for every dictionary a chart can show point by point; beyond it every n-th feature by index stands for all. */
export const SCATTER_POINTS_MAX = 65_536;

/** Density, largest activation and score of every feature, dead ones included. @throws AppError not_found */
export async function listScatterPoints(db: Db, address: SourceAddress): Promise<ScatterPoints> {
  const sourceId = await getSourceId(db, address);
  const { rows } = await db.pool.query<{ total: number }>({
    name: "scatter-total",
    text: `SELECT count(*)::int AS total FROM "Feature" WHERE "sourceId" = $1`,
    values: [sourceId],
  });
  const total = rows[0]?.total ?? 0;
  const stride = Math.max(1, Math.ceil(total / SCATTER_POINTS_MAX));
  const points = await db.pool.query<[number, number, number, number | null]>({
    name: "scatter-points",
    text: `SELECT f."index", f.density, f."maxActivation", b.score FROM ${FEATURES_WITH_BEST}
           WHERE f."sourceId" = $1 AND f."index" % $3 = 0 ORDER BY f."index"`,
    values: [sourceId, ANY_METHOD, stride],
    rowMode: "array",
  });
  return {
    index: Int32Array.from(points.rows, ([index]) => index),
    density: Float32Array.from(points.rows, ([, density]) => density),
    maxActivation: Float32Array.from(points.rows, ([, , max]) => max),
    score: Float32Array.from(points.rows, ([, , , score]) => score ?? Number.NaN),
    total,
    thinned: stride > 1,
  };
}

/** The features before and after this one, over gaps; null at the ends. @throws AppError not_found when its source is */
export async function findNeighbouringIndices(
  db: Db,
  address: FeatureAddress,
): Promise<{ previous: number | null; next: number | null }> {
  const { rows } = await db.pool.query<{ previous: number | null; next: number | null }>({
    name: "feature-neighbours",
    text: `SELECT (SELECT max("index") FROM "Feature" WHERE "sourceId" = $1 AND "index" < $2) AS previous,
                  (SELECT min("index") FROM "Feature" WHERE "sourceId" = $1 AND "index" > $2) AS next`,
    values: [await getSourceId(db, address), address.index],
  });
  return rows[0] ?? { previous: null, next: null };
}

/** Any live feature of a source, each as likely; undefined when none is live. @throws AppError not_found */
export async function pickRandomFeature(
  db: Db,
  address: SourceAddress,
  { random = Math.random }: { random?: () => number } = {},
): Promise<FeatureAddress | undefined> {
  const { rows } = await db.pool.query<{ index: number }>({
    name: "random-feature",
    text: `SELECT "index" FROM "Feature" WHERE "sourceId" = $1 AND density > 0 ORDER BY density, "index"
           OFFSET floor($2::float8 * (SELECT count(*) FROM "Feature" WHERE "sourceId" = $1 AND density > 0)) LIMIT 1`,
    values: [await getSourceId(db, address), random()],
  });
  const [row] = rows;
  return row && { model: address.model, source: address.source, index: row.index };
}
