import { type FeatureAddress, formatFeatureAddress, type SourceAddress } from "#lib/catalog/feature-address.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { AppError, badRequest } from "#lib/errors.ts";
import type { ExplainRequest, ListExplainRequest, SourceExplainRequest } from "#lib/explain/explain-request.ts";
import { findExplainer, findScorer } from "#lib/explain/find-method.ts";
import { findLlmSettings } from "#lib/explain/llm-settings.ts";
import { planExplaining, type SourceTask } from "#lib/explain/plan-explain-jobs.ts";
import { type ExplainableSource, getExplainableSource } from "#lib/explain/queries/explainable-source.ts";
import { listUnexplained } from "#lib/explain/queries/unexplained-features.ts";
import { requestScoresOf } from "#lib/explain/request-scores.ts";
import { startWork } from "#lib/explain/start-work.ts";
import { JOB_PRIORITIES } from "#lib/jobs/contracts.ts";
import type { WorkView } from "#lib/jobs/work-view.ts";

/**
 * Asks workers to explain one feature with a language model, before all else. The same request twice is one job.
 * @throws AppError not_found, bad_request, conflict while the source has no features yet
 */
export async function requestFeatureExplanation(
  db: Db,
  address: FeatureAddress,
  request: ExplainRequest,
): Promise<JobView> {
  const methods = describeMethods(request);
  const source = await getExplainableSource(db, address);
  const [job] = planExplaining([taskOf(address, source, [address.index])], {
    ...request,
    priority: JOB_PRIORITIES.single,
  });
  if (!job) throw new Error("One feature makes one job.");
  const title = `Explain ${formatFeatureAddress(address)} by ${request.explainer}`;
  const { jobs } = await startWork(db, "explain", [{ ...job, title }], methods);
  const [made] = jobs;
  if (!made) throw new AppError("unavailable", "The job could not be made; try again in a moment.");
  return made;
}

/** The same for many features of a source, behind those that somebody waits for: named ones, or the most looked at. */
export async function requestSourceExplanations(
  db: Db,
  address: SourceAddress,
  { features, mostViewed, ...request }: SourceExplainRequest,
): Promise<WorkView> {
  const methods = describeMethods(request);
  const source = await getExplainableSource(db, address);
  const chosen = features
    ? [...new Set(features)].sort((a, b) => a - b)
    : await chooseMostViewed(db, address, source, { explainer: request.explainer, limit: mostViewed ?? 0 });
  const plans = planExplaining([taskOf(address, source, chosen)], { ...request, priority: JOB_PRIORITIES.bulk });
  return startWork(db, "explain", plans, methods);
}

/** The same for features of any sources: explains them, or scores the explanations that they have. */
export async function requestListedExplanations(
  db: Db,
  { features, explainer, ...request }: ListExplainRequest,
): Promise<WorkView> {
  const tasks = await groupBySource(db, features);
  if (explainer === undefined) return requestScoresOf(db, tasks, request);
  const methods = describeMethods({ explainer, ...request });
  const plans = planExplaining(tasks, { ...request, explainer, priority: JOB_PRIORITIES.bulk });
  return startWork(db, "explain", plans, methods);
}

/**
 * What makes the same request another one: a newer version of a method, another language model.
 * @throws AppError bad_request when there is no method of a name
 */
function describeMethods({ explainer, scorers }: Pick<ExplainRequest, "explainer" | "scorers">): unknown {
  return [findExplainer(explainer).version, scorers.map((name) => findScorer(name).version), env.LLM_MODEL ?? ""];
}

/** @throws AppError bad_request when the source has no such feature */
function taskOf(
  { model, source }: SourceAddress,
  { runId, sourceId, features: width }: ExplainableSource,
  items: readonly number[],
): SourceTask {
  const address = `${model}/${source}`;
  const beyond = items.find((feature) => feature >= width);
  if (beyond !== undefined) throw badRequest(`${address} has ${width} features; there is no feature ${beyond}.`);
  return { runId, sourceId, address, items };
}

async function groupBySource(db: Db, addresses: readonly FeatureAddress[]): Promise<SourceTask[]> {
  const groups = new Map<string, { address: FeatureAddress; items: Set<number> }>();
  for (const address of addresses) {
    const key = `${address.model}/${address.source}`;
    const group = groups.get(key) ?? { address, items: new Set() };
    groups.set(key, group);
    group.items.add(address.index);
  }
  const tasks: SourceTask[] = [];
  for (const { address, items } of groups.values())
    tasks.push(taskOf(address, await getExplainableSource(db, address), [...items]));
  return tasks;
}

async function chooseMostViewed(
  db: Db,
  { model, source }: SourceAddress,
  { sourceId }: ExplainableSource,
  { explainer, limit }: { explainer: string; limit: number },
): Promise<number[]> {
  const method = findExplainer(explainer);
  const llmModel = method.asks ? (findLlmSettings()?.model ?? "") : "";
  const found = await listUnexplained(db, { sourceIds: [sourceId], method, llmModel, limit });
  if (found.length === 0)
    throw new AppError("conflict", `Every live feature of ${model}/${source} has been explained by ${explainer}.`);
  return found.map(({ index }) => index);
}
