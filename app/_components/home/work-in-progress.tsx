import Link from "next/link";
import type { ReactNode } from "react";
import { JobList } from "#app/_components/job/job-list.tsx";
import type { JobView } from "#lib/catalog/schema.ts";

/** What is being computed right now; nothing at all when nothing is. */
export function WorkInProgress({ jobs }: { jobs: JobView[] }): ReactNode {
  const open = jobs.filter(({ state }) => state === "running" || state === "waiting");
  const failed = jobs.filter(({ state }) => state === "failed");
  if (open.length === 0 && failed.length === 0) return null;
  return (
    <section className="section" aria-labelledby="work">
      <div className="section-head">
        <h2 id="work">{open.length > 0 ? "Being computed now" : "Could not be computed"}</h2>
        <Link href="/jobs" className="text-small">
          All jobs
        </Link>
      </div>
      <JobList initial={jobs} show="open" />
    </section>
  );
}
