import type { Db } from "#lib/db.ts";
import { findScorer } from "#lib/explain/find-method.ts";
import { requireLlmSettings } from "#lib/explain/llm-settings.ts";
import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { listScorable } from "#lib/explain/queries/scorable-explanations.ts";
import { type ExistingScoreWrite, writeScores } from "#lib/explain/queries/write-scores.ts";
import { isScored, type ScorableExplanation, whyUnfit } from "#lib/explain/scorers/scorable.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { score } from "#workers/explain/apply-method.ts";
import { describeProvenance, methodSettings, runKey } from "#workers/explain/describe-run.ts";
import { getRunSource } from "#workers/get-run-source.ts";
import { openAsking, type OpenAsking } from "#workers/explain/open-asking.ts";
import { openMaterialAloud, TOO_SMALL } from "#workers/explain/open-material.ts";
import { loadShuffled } from "#workers/explain/shuffled-of.ts";
import type { JobHandler } from "#workers/job-handler.ts";

/** Scores that cost nothing are stored so many at a time; those that were paid for one by one. */
const FREE_SCORES_STORED = 128;

/** What a job says that found everything scored. */
const ALL_SCORED = "Nothing was left to do: these scorers have scored these explanations, in their present versions.";

/**
 * Scores explanations that are there, whoever wrote them, by scorers that have not scored them yet as they are now. Scores are
 * stored as they are made, and answers of a language model are kept: a job that was killed goes on without paying again.
 */
export const scoreExplanationsJob: JobHandler<"score-explanations"> = async (payload, context) => {
  const { db, report, signal } = context;
  // Those that cost nothing first: a budget that runs out does not hold them up.
  const scorers = payload.scorers.map(findScorer).toSorted((a, b) => Number(a.asks) - Number(b.asks));
  const settings = scorers.some(({ asks }) => asks) ? requireLlmSettings() : undefined;
  const judge = settings?.model ?? "";
  const { run, source } = await getRunSource(db, payload);
  const explanations = (await listScorable(db, payload.explanations)).filter((one) => one.ofPresentWeights);
  const isWanted = (scorer: Scorer, explanation: ScorableExplanation) =>
    whyUnfit(scorer, explanation) === undefined && !isScored(scorer, judge, explanation.scores);
  const pairs = scorers.map((scorer) => explanations.filter((explanation) => isWanted(scorer, explanation)));
  const total = pairs.flat().length;
  if (total === 0) {
    const asked = payload.explanations.length;
    report(asked, { total: asked, note: ALL_SCORED });
    return [];
  }
  report(0, { total });
  await context.sessions.close();
  const material = await openMaterialAloud(run, source, context);
  if (!material) {
    report(total, { note: TOO_SMALL });
    return [];
  }
  const shuffledBySide = {
    input: await loadShuffled(db, { sourceId: source.id, side: "input" }, material),
    output: await loadShuffled(db, { sourceId: source.id, side: "output" }, material),
  };
  const open = settings && openAsking(settings, payload, { ...context, material });
  let done = 0;
  try {
    for (const [i, scorer] of scorers.entries()) {
      const provenance = describeProvenance(run, source, material, methodSettings(scorer, material));
      const scoring = scoreEach(scorer, pairs[i] ?? [], { db, judge, material, shuffledBySide, open, signal });
      for await (const results of inGroups(scoring, scorer.asks ? 1 : FREE_SCORES_STORED)) {
        await writeScores(db, { sourceId: source.id, scorer: runKey(scorer, provenance, judge), results });
        done += results.length;
        if (open) open.tell(done);
        else report(done);
      }
    }
  } finally {
    await open?.close();
  }
  return [];
};

type Scoring = {
  db: Db;
  judge: string;
  material: SourceMaterial;
  shuffledBySide: Readonly<Record<Draft["side"], (feature: number) => Draft[]>>;
  open: OpenAsking | undefined;
  signal: AbortSignal;
};

async function* scoreEach(
  scorer: Scorer,
  explanations: readonly ScorableExplanation[],
  { db, judge, material, shuffledBySide, open, signal }: Scoring,
): AsyncGenerator<ExistingScoreWrite> {
  for (const explanation of explanations) {
    signal.throwIfAborted();
    // What another job has paid for meanwhile is not asked again.
    if (open && scorer.asks && (await isScoredNow(db, scorer, { judge, id: explanation.id }))) continue;
    const { index, draft } = explanation;
    const scored = { feature: index, explanation: draft, shuffled: shuffledBySide[draft.side](index) };
    const outcome = await score(scorer, material, scored, { asking: open?.asking, signal });
    open?.requirePaid();
    yield { explanation, outcome };
  }
}

async function isScoredNow(db: Db, scorer: Scorer, { judge, id }: { judge: string; id: number }): Promise<boolean> {
  const [now] = await listScorable(db, [id]);
  return now !== undefined && isScored(scorer, judge, now.scores);
}

async function* inGroups<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
