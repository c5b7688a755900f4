"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";
import { plural } from "#app/_components/number/format.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import { JobRow } from "./job-row.tsx";
import { useJobs } from "./use-jobs.ts";
import { WorkRows } from "./work-rows.tsx";

type Props = { initial: JobView[]; show: "open" | "all"; cancellable?: boolean };

/** Work in progress, kept up to date. `open`: only what runs or failed, and how much waits behind it. */
export function JobList({ initial, show, cancellable = false }: Props): ReactNode {
  const { jobs, reachable } = useJobs(initial);
  useRefreshWhenDone(jobs);
  const shown = show === "all" ? jobs : jobs.filter(({ state }) => state === "running" || state === "failed");
  return (
    <>
      {reachable ? null : (
        <p className="note text-alarm">The site does not answer; these figures are the last ones known.</p>
      )}
      {show === "all" ? <WorkRows jobs={jobs} cancellable={cancellable} /> : null}
      <ol>
        {shown.map((job) => (
          <JobRow key={job.id} job={job} cancellable={cancellable} />
        ))}
      </ol>
      {show === "open" ? <Remaining jobs={jobs} /> : null}
    </>
  );
}

/** "3 of 14 steps done, 10 waiting, next: …" */
function Remaining({ jobs }: { jobs: readonly JobView[] }): ReactNode {
  const waiting = jobs.filter(({ state }) => state === "waiting");
  const [next] = waiting;
  if (!next) return null;
  const ofWork = jobs.filter(({ work }) => work === next.work);
  const done = ofWork.filter(({ state }) => state === "done").length;
  return (
    <p className="note mt-2">
      {done} of {plural(ofWork.length, "step")} done, {waiting.length} waiting. Next: {next.title}.
    </p>
  );
}

/** What a finished job made belongs on the page that watches it. */
function useRefreshWhenDone(jobs: readonly JobView[]): void {
  const router = useRouter();
  const done = jobs.filter(({ state }) => state === "done").length;
  const before = useRef(done);
  useEffect(() => {
    if (done > before.current) router.refresh();
    before.current = done;
  }, [done, router]);
}
