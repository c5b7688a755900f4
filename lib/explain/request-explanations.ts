import { createHash } from "node:crypto";
import { type FeatureAddress, formatFeatureAddress, type SourceAddress } from "#lib/catalog/feature-address.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { AppError, badRequest } from "#lib/errors.ts";
import type { ExplainRequest, SourceExplainRequest } from "#lib/explain/explain-request.ts";
import { getExplainableSource, type ExplainableSource } from "#lib/explain/queries/explainable-source.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { createWork, listWorkJobs, restartWork } from "#lib/jobs/queries/jobs.ts";

/** A feature costs a few thousand tokens to explain and some tens of thousands to score. */
const TOKENS_A_FEATURE_MAX = 200_000;

/**
 * Asks workers to explain one feature with a language model. The same request twice is one job.
 * @throws AppError not_found, bad_request, conflict while the source has no features yet
 */
export async function requestFeatureExplanation(
  db: Db,
  address: FeatureAddress,
  request: ExplainRequest,
): Promise<JobView> {
  const source = await getExplainableSource(db, address);
  return plan(db, source, [address.index], request, `Explain ${formatFeatureAddress(address)} by ${request.explainer}`);
}

/** The same for many features of a source: a job of its own, behind those for single features. */
export async function requestExplanations(
  db: Db,
  address: SourceAddress,
  { features, ...request }: SourceExplainRequest,
): Promise<JobView> {
  const source = await getExplainableSource(db, address);
  const title = `Explain ${features.length} features of ${address.model}/${address.source} by ${request.explainer}`;
  return plan(
    db,
    source,
    [...new Set(features)].sort((a, b) => a - b),
    request,
    title,
  );
}

async function plan(
  db: Db,
  { runId, sourceId, features: width }: ExplainableSource,
  features: number[],
  { explainer, scorers, maxUsd, maxTokens }: ExplainRequest,
  title: string,
): Promise<JobView> {
  const beyond = features.find((feature) => feature >= width);
  if (beyond !== undefined) throw badRequest(`The source has ${width} features; there is no feature ${beyond}.`);
  const limit =
    maxUsd === undefined && maxTokens === undefined ? { maxTokens: features.length * TOKENS_A_FEATURE_MAX } : {};
  const payload = {
    runId,
    sourceId,
    features,
    explainer,
    scorers,
    ...limit,
    ...(maxUsd === undefined ? {} : { maxUsd }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
  const work = `explain-${createHash("sha256").update(JSON.stringify(payload)).digest("hex").slice(0, 12)}`;
  const job: JobPlan = { name: "explain-features", title, step: 1, payload, total: features.length };
  // A request that failed or was cancelled is taken up again; one that is under way or done is joined.
  if (!(await createWork(db, work, [job]))) await restartWork(db, work);
  const [made] = await listWorkJobs(db, work);
  if (!made) throw new AppError("unavailable", "The job could not be made; try again in a moment.");
  return made;
}
