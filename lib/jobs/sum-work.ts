import type { JobView } from "#lib/catalog/schema.ts";
import { addCosts } from "#lib/explain/add-costs.ts";
import type { JobCost } from "#lib/explain/schema.ts";

/** Jobs that were asked for together, as one line. */
export type WorkSummary = {
  work: string;
  jobs: number;
  /** Jobs that have ended well, and those that have not ended. */
  done: number;
  open: number;
  failed: number;
  /** Of all jobs together, in their unit; where they have several, jobs are counted. */
  progress: { done: number; total: number; unit: string };
  /** What they cost so far; null when none asks a language model. */
  cost: JobCost | null;
};

/** Sums up the works that have more than one job among these. @param isShown which works are worth a line of their own */
export function sumWorks(jobs: readonly JobView[], isShown: (job: JobView) => boolean): WorkSummary[] {
  const works = new Map<string, JobView[]>();
  for (const job of jobs.filter(isShown)) works.set(job.work, [...(works.get(job.work) ?? []), job]);
  return [...works.values()].filter((members) => members.length > 1).map(sumWork);
}

function sumWork(jobs: readonly JobView[]): WorkSummary {
  const count = (state: JobView["state"]) => jobs.filter((job) => job.state === state).length;
  const units = new Set(jobs.map(({ unit }) => unit));
  const [unit = "jobs"] = units;
  const sum = (of: "done" | "total") => jobs.reduce((all, job) => all + job[of], 0);
  const done = count("done");
  return {
    work: jobs[0]?.work ?? "",
    jobs: jobs.length,
    done,
    open: count("waiting") + count("running"),
    failed: count("failed"),
    progress:
      units.size === 1 ? { done: sum("done"), total: sum("total"), unit } : { done, total: jobs.length, unit: "jobs" },
    cost: addCosts(jobs.flatMap(({ cost }) => cost ?? [])),
  };
}
