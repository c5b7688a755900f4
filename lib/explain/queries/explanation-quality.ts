import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { getSource, getSourceId } from "#lib/catalog/queries/sources.ts";
import type { Db } from "#lib/db.ts";
import { addCosts } from "#lib/explain/add-costs.ts";
import type { ExplanationQuality, MethodQuality } from "#lib/explain/quality-view.ts";
import { IS_CURRENT, ofPresentWeights } from "#lib/explain/queries/current.ts";
import { listFeatureScorerQualities } from "#lib/explain/queries/feature-scorer-quality.ts";
import { listScorerQualities } from "#lib/explain/queries/scorer-quality.ts";
import { JobCost } from "#lib/explain/schema.ts";

type Method = Pick<MethodQuality, "method" | "llmModel">;

/** How well each method explains the features of a source, counted in the database. @throws AppError not_found */
export async function getExplanationQuality(db: Db, address: SourceAddress): Promise<ExplanationQuality> {
  const [{ features }, sourceId] = await Promise.all([getSource(db, address), getSourceId(db, address)]);
  const [explained, failures, scorers, featureScorers, cost] = await Promise.all([
    countExplained(db, sourceId),
    countFailures(db, sourceId),
    listScorerQualities(db, sourceId),
    listFeatureScorerQualities(db, sourceId),
    readCost(db, sourceId),
  ]);
  const same = (a: Method) => (b: Method) => a.method === b.method && a.llmModel === b.llmModel;
  const silent = failures.filter((failure) => !explained.some(same(failure)));
  const nothing = silent.map(({ method, llmModel }) => ({ method, llmModel, side: "input" as const, explained: 0 }));
  const methods = [...explained, ...nothing.filter((one, at) => nothing.findIndex(same(one)) === at)];
  return {
    ...address,
    features,
    methods: methods.map((method) => ({
      ...method,
      failures: failures.filter(same(method)).map(({ kind, features: count }) => ({ kind, features: count })),
      scorers: scorers.filter(same(method)).map(({ quality }) => quality),
    })),
    featureScorers,
    cost,
  };
}

async function countExplained(
  db: Db,
  sourceId: number,
): Promise<(Method & Pick<MethodQuality, "side" | "explained">)[]> {
  const { rows } = await db.pool.query<Method & Pick<MethodQuality, "side" | "explained">>({
    name: "explained-features",
    text: `SELECT coalesce(r.method, 'person') AS method, nullif(r."llmModel", '') AS "llmModel",
                  lower(e.side::text) AS side, count(DISTINCT e."index")::int AS explained
           FROM "Explanation" e JOIN "Source" s ON s.id = e."sourceId" LEFT JOIN "ExplainRun" r ON r.id = e."runId"
           WHERE e."sourceId" = $1 AND ${IS_CURRENT}
           GROUP BY 1, 2, e.side ORDER BY e.side, 1, 2`,
    values: [sourceId],
  });
  return rows;
}

async function countFailures(db: Db, sourceId: number): Promise<(Method & { kind: string; features: number })[]> {
  const { rows } = await db.pool.query<Method & { kind: string; features: number }>({
    name: "unexplained-features",
    text: `SELECT r.method, nullif(r."llmModel", '') AS "llmModel", x.kind, count(DISTINCT x."index")::int AS features
           FROM "ExplainFailure" x JOIN "ExplainRun" r ON r.id = x."runId" JOIN "Source" s ON s.id = x."sourceId"
           WHERE x."sourceId" = $1 AND ${ofPresentWeights("r")}
           GROUP BY 1, 2, 3 ORDER BY 1, 2, 4 DESC`,
    values: [sourceId],
  });
  return rows;
}

async function readCost(db: Db, sourceId: number): Promise<JobCost | null> {
  const { rows } = await db.pool.query<{ cost: unknown }>({
    name: "explanation-cost",
    text: `SELECT cost FROM "Job"
           WHERE name IN ('explain-source', 'explain-features', 'score-explanations') AND (payload->>'sourceId')::int = $1 AND cost IS NOT NULL`,
    values: [sourceId],
  });
  return addCosts(rows.map(({ cost }) => JobCost.parse(cost)));
}
