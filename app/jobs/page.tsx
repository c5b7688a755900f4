import type { Metadata } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { IndexLine } from "#app/_components/job/index-line.tsx";
import { JobList } from "#app/_components/job/job-list.tsx";
import { WorkersLine } from "#app/_components/job/workers-line.tsx";
import { OperatorKeyForm } from "#app/_components/job/operator-key.tsx";
import { countCatalogWorkers, listCatalogJobs } from "#app/_data/jobs.ts";
import { readIndexLag } from "#app/_data/search.ts";
import { env } from "#lib/env.ts";

export const metadata: Metadata = {
  title: "Jobs",
  description: "What this catalog is computing, has computed and could not compute.",
  alternates: { canonical: "/jobs" },
};

export default async function JobsPage(): Promise<ReactNode> {
  await connection();
  const [jobs, index, workers] = await Promise.all([listCatalogJobs(), readIndexLag(), countCatalogWorkers()]);
  const cancellable = env.OPERATOR_KEY !== undefined;
  return (
    <>
      <h1 className="text-title">Jobs</h1>
      <p className="note mb-4 mt-1">
        Running first, then waiting, then what ended. A job that is interrupted goes on where it was.
      </p>
      <section className="section" aria-label="All jobs">
        {jobs.length === 0 ? (
          <p className="prose">Nothing has been asked for yet. Work appears here as soon as a worker starts.</p>
        ) : null}
        <WorkersLine workers={workers} />
        <IndexLine {...index} />
        <JobList initial={jobs} show="all" cancellable={cancellable} />
      </section>
      {cancellable ? <OperatorKeyForm /> : null}
    </>
  );
}
