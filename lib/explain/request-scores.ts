import type { JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { AppError, badRequest, notFound } from "#lib/errors.ts";
import type { ScoreRequest } from "#lib/explain/explain-request.ts";
import { findScorer } from "#lib/explain/find-method.ts";
import { requireLlmSettings } from "#lib/explain/llm-settings.ts";
import { FREE_SCORES_A_JOB, planScoring, type SourceTask } from "#lib/explain/plan-explain-jobs.ts";
import { getExplainableSource } from "#lib/explain/queries/explainable-source.ts";
import { findOpenScoring } from "#lib/explain/queries/open-scoring.ts";
import { listScorable, listScorableOf } from "#lib/explain/queries/scorable-explanations.ts";
import type { ScoreAnswer } from "#lib/explain/score-answer.ts";
import { isScored, type ScorableExplanation, whyUnfit } from "#lib/explain/scorers/scorable.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { startWork } from "#lib/explain/start-work.ts";
import { JOB_PRIORITIES } from "#lib/jobs/contracts.ts";
import type { WorkView } from "#lib/jobs/work-view.ts";

/**
 * Asks workers to score an explanation, whoever wrote it, by scorers that have not scored it as they are now; nothing happens
 * when all have. @throws AppError not_found; bad_request for a scorer that there is not or that cannot score it; conflict when
 * it was made from other weights, or when a scorer needs a language model and none is set up
 */
export async function requestScores(
  db: Db,
  explanationId: number,
  { scorers: names, ...limits }: ScoreRequest,
): Promise<ScoreAnswer> {
  const scorers = [...new Set(names)].map(findScorer);
  const [explanation] = await listScorable(db, [explanationId]);
  if (!explanation) throw notFound(`Explanation ${explanationId}`);
  if (!explanation.ofPresentWeights)
    throw new AppError("conflict", `Explanation ${explanationId} was made from weights that the source no longer has.`);
  const unfit = scorers.flatMap((scorer) => whyUnfit(scorer, explanation) ?? [])[0];
  if (unfit !== undefined) throw badRequest(`Explanation ${explanationId} was not scored: ${unfit}.`);
  const judge = judgeOf(scorers);
  const open = scorers.filter((scorer) => !isScored(scorer, judge, explanation.scores));
  const alreadyScored = scorers.filter((scorer) => !open.includes(scorer)).map(({ name }) => name);
  if (open.length === 0) return { job: null, alreadyScored };
  const underWay = await findOpenScoring(db, { explanationId, scorers: open.map(({ name }) => name) });
  if (underWay) return { job: underWay, alreadyScored };
  const { model, source } = explanation;
  const { runId, sourceId } = await getExplainableSource(db, explanation);
  const task = { runId, sourceId, address: `${model}/${source}`, items: [explanationId] };
  const plans = planScoring([task], {
    ...limits,
    scorers: open.map(({ name }) => name),
    priority: JOB_PRIORITIES.single,
  });
  const { jobs } = await startWork(db, "score", plans, describeState(open, judge, [explanation]));
  return { job: firstOf(jobs), alreadyScored };
}

/** The same for all current explanations of features, behind those that somebody waits for. @param tasks of features */
export async function requestScoresOf(
  db: Db,
  tasks: readonly SourceTask[],
  { scorers: names, ...limits }: ScoreRequest,
): Promise<WorkView> {
  const scorers = [...new Set(names)].map(findScorer);
  const judge = judgeOf(scorers);
  const chosen: ScorableExplanation[] = [];
  const scorings: SourceTask[] = [];
  for (const task of tasks) {
    const open = (await listScorableOf(db, { sourceId: task.sourceId, features: task.items })).filter((explanation) =>
      scorers.some((scorer) => !whyUnfit(scorer, explanation) && !isScored(scorer, judge, explanation.scores)),
    );
    chosen.push(...open);
    if (open.length > 0) scorings.push({ ...task, items: open.map(({ id }) => id) });
  }
  if (chosen.length === 0)
    throw new AppError("conflict", `These features have no explanation that is not scored by ${names.join(", ")}.`);
  const itemsMax = scorers.some(({ asks }) => asks) ? {} : { itemsMax: FREE_SCORES_A_JOB };
  const plans = planScoring(scorings, {
    ...limits,
    ...itemsMax,
    scorers: scorers.map(({ name }) => name),
    priority: JOB_PRIORITIES.bulk,
  });
  return startWork(db, "score", plans, describeState(scorers, judge, chosen));
}

/** The language model that scorers ask; empty when none does. @throws AppError conflict when one does and none is set up */
function judgeOf(scorers: readonly Scorer[]): string {
  return scorers.some(({ asks }) => asks) ? requireLlmSettings().model : "";
}

/** What was known when scores were asked for: asked again after it changed, it is another request. */
function describeState(scorers: readonly Scorer[], judge: string, explanations: readonly ScorableExplanation[]) {
  return [
    scorers.map(({ name, version }) => [name, version]),
    judge,
    explanations.map(({ id, scores }) => [id, scores]),
  ];
}

function firstOf(jobs: readonly JobView[]): JobView {
  const [job] = jobs;
  if (!job) throw new AppError("unavailable", "The job could not be made; try again in a moment.");
  return job;
}
