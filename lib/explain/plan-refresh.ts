import type { Db } from "#lib/db.ts";
import { findExplainer } from "#lib/explain/find-method.ts";
import { FREE_SCORES_A_JOB, planExplaining, planScoring, type SourceTask } from "#lib/explain/plan-explain-jobs.ts";
import { listExplainableSources } from "#lib/explain/queries/explainable-source.ts";
import { listOutdatedScores } from "#lib/explain/queries/outdated-scores.ts";
import { listUnexplained } from "#lib/explain/queries/unexplained-features.ts";
import type { RefreshSettings } from "#lib/explain/refresh-settings.ts";
import { SCORERS } from "#lib/explain/scorers/registry.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { USUAL_JUDGES } from "#lib/explain/scorers/usual-judges.ts";
import { shareLimits } from "#lib/explain/share-limits.ts";
import { JOB_PRIORITIES, type JobPlan } from "#lib/jobs/contracts.ts";
import { createWork } from "#lib/jobs/queries/jobs.ts";

/** Scores without a language model that are made anew in a night. */
const FREE_SCORES_MAX = 50_000;

type Sources = Awaited<ReturnType<typeof listExplainableSources>>;
type Item = { sourceId: number; item: number };
type Part = {
  items: readonly Item[];
  plan(tasks: SourceTask[], share: ReturnType<typeof shareLimits>[number]): JobPlan[];
};

/**
 * Plans a night's work, once: explains the features of most interest that have no explanation, and scores anew what an older
 * version of a scorer scored. All of it keeps to one budget. Jobs are of one step: none waits for another.
 * @param night YYYY-MM-DD, its name
 * @returns the work's name; undefined when it was planned before, or when there is nothing to do
 */
export async function planRefresh(
  db: Db,
  night: string,
  settings: RefreshSettings,
  scorers: readonly Scorer[] = Object.values(SCORERS),
): Promise<string | undefined> {
  const sources = await listExplainableSources(db);
  const sourceIds = [...sources.keys()];
  const paid = settings.llmModel === "" ? [] : [await partOfUnexplained(db, sourceIds, settings)];
  const free: Part[] = [];
  for (const scorer of scorers) {
    if (scorer.asks && settings.llmModel === "") continue;
    (scorer.asks ? paid : free).push(await partOfOutdated(db, sourceIds, scorer, settings));
  }
  const busy = paid.filter(({ items }) => items.length > 0);
  const shares = shareLimits(
    settings.limits,
    busy.map(({ items }) => items.length),
  );
  const plans = [
    ...free.flatMap(({ items, plan }) => plan(groupBySource(items, sources), {})),
    ...busy.flatMap(({ items, plan }, i) => plan(groupBySource(items, sources), shares[i] ?? {})),
  ];
  if (plans.length === 0) return undefined;
  const work = `refresh-${night}`;
  return (await createWork(db, work, plans)) ? work : undefined;
}

async function partOfUnexplained(
  db: Db,
  sourceIds: readonly number[],
  { explainer, features, llmModel }: RefreshSettings,
): Promise<Part> {
  const method = findExplainer(explainer);
  const found = await listUnexplained(db, {
    sourceIds,
    method,
    llmModel: method.asks ? llmModel : "",
    limit: features,
  });
  const asked = { explainer, scorers: USUAL_JUDGES, priority: JOB_PRIORITIES.nightly };
  return {
    items: found.map(({ sourceId, index }) => ({ sourceId, item: index })),
    plan: (tasks, share) => planExplaining(tasks, { ...asked, ...share }),
  };
}

async function partOfOutdated(
  db: Db,
  sourceIds: readonly number[],
  scorer: Scorer,
  { features, llmModel }: RefreshSettings,
): Promise<Part> {
  const found = await listOutdatedScores(db, {
    sourceIds,
    scorer,
    judge: scorer.asks ? llmModel : "",
    limit: scorer.asks ? features : FREE_SCORES_MAX,
  });
  const asked = { scorers: [scorer.name], priority: JOB_PRIORITIES.nightly };
  return {
    items: found.map(({ sourceId, explanation }) => ({ sourceId, item: explanation })),
    plan: (tasks, share) =>
      planScoring(tasks, { ...asked, ...share, ...(scorer.asks ? {} : { itemsMax: FREE_SCORES_A_JOB }) }),
  };
}

/** In the order of interest, within each source. */
function groupBySource(items: readonly Item[], sources: Sources): SourceTask[] {
  const groups = new Map<number, number[]>();
  for (const { sourceId, item } of items) groups.set(sourceId, [...(groups.get(sourceId) ?? []), item]);
  return [...groups].flatMap(([sourceId, grouped]) => {
    const source = sources.get(sourceId);
    if (!source) return [];
    return [{ sourceId, runId: source.runId, address: `${source.model}/${source.source}`, items: grouped }];
  });
}
