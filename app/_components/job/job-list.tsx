"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, type ReactNode } from "react";
import type { JobView } from "#lib/catalog/schema.ts";
import { JobRow } from "./job-row.tsx";
import { useJobs } from "./use-jobs.ts";

type Props = { initial: JobView[]; show: "open" | "all"; cancellable?: boolean };

/** Work in progress, kept up to date. `open`: only what waits or runs, and what failed. */
export function JobList({ initial, show, cancellable = false }: Props): ReactNode {
  const { jobs, reachable } = useJobs(initial);
  useRefreshWhenDone(jobs);
  const shown =
    show === "all"
      ? jobs
      : jobs.filter(({ state }) => state === "running" || state === "waiting" || state === "failed");
  return (
    <>
      {reachable ? null : (
        <p className="note text-alarm">The site does not answer; these figures are the last ones known.</p>
      )}
      <ol>
        {shown.map((job) => (
          <JobRow key={job.id} job={job} cancellable={cancellable} />
        ))}
      </ol>
    </>
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
