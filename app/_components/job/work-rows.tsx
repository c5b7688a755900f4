import type { ReactNode } from "react";
import { formatCount, plural } from "#app/_components/number/format.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import { sumWorks, type WorkSummary } from "#lib/jobs/sum-work.ts";
import { CancelButton } from "./cancel-button.tsx";
import { describeCost } from "./describe-cost.ts";

/** The catalog's own work is one for all; works of these jobs are somebody's request. */
const REQUESTED = new Set(["explain-features", "score-explanations"]);

/** Requests that are several jobs and have not ended: how far they are together, what they cost, and a way to cancel all. */
export function WorkRows({ jobs, cancellable }: { jobs: readonly JobView[]; cancellable: boolean }): ReactNode {
  const works = sumWorks(jobs, ({ name }) => REQUESTED.has(name)).filter(({ open }) => open > 0);
  if (works.length === 0) return null;
  return (
    <ul aria-label="Requests of several jobs">
      {works.map((work) => (
        <WorkRow key={work.work} summary={work} cancellable={cancellable} />
      ))}
    </ul>
  );
}

function WorkRow({ summary, cancellable }: { summary: WorkSummary; cancellable: boolean }): ReactNode {
  const { work, jobs, done, failed, progress, cost } = summary;
  return (
    <li className="border-b border-rule py-2.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <p className="text-body">
          {plural(jobs, "job")} asked for together: {work}
        </p>
        {cancellable ? <CancelButton path={`works/${work}`} title={`all of ${work}`} label="Cancel all" /> : null}
      </div>
      <p className="note">
        {formatCount(progress.done)} of {formatCount(progress.total)} {progress.unit}; {plural(done, "job")} done
        {failed > 0 ? `, ${formatCount(failed)} failed` : ""}
        {cost ? `; ${describeCost({ ...cost, maxUsd: null, maxTokens: null })}` : ""}
      </p>
    </li>
  );
}
