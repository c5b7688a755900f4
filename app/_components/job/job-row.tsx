import type { ReactNode } from "react";
import { formatCount, formatDuration, formatTime, formatValue } from "#app/_components/number/format.ts";
import type { JobView } from "#lib/catalog/schema.ts";
import { CancelButton } from "./cancel-button.tsx";
import { describeCost } from "./describe-cost.ts";

const STATES = {
  waiting: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
} as const;

export function JobRow({ job, cancellable }: { job: JobView; cancellable: boolean }): ReactNode {
  const open = job.state === "running" || job.state === "waiting";
  return (
    <li className="border-b border-rule py-2.5 first:pt-1" data-state={job.state}>
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <p className="text-body">{job.title}</p>
        <span className={job.state === "failed" ? "text-small text-alarm" : "note"}>
          {STATES[job.state]}
          {cancellable && open ? <CancelButton path={`jobs/${job.id}`} title={job.title} /> : null}
        </span>
      </div>
      {job.state === "running" ? <Bar job={job} /> : null}
      {job.state === "waiting" ? null : <p className="note">{progressSentence(job)}</p>}
      {job.cost ? <p className="note">{describeCost(job.cost)}</p> : null}
      {job.error ? <p className="max-w-measure text-small text-alarm">{job.error}</p> : null}
      {job.note ? <p className="note">{job.note}</p> : null}
    </li>
  );
}

function Bar({ job: { title, done, total } }: { job: JobView }): ReactNode {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <span
      className="bar my-1.5"
      role="progressbar"
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(total > 0 ? { "aria-valuenow": Math.round(share * 100) } : {})}
    >
      <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
    </span>
  );
}

/** "412,000 of 1,000,000 tokens, 24,100 a second, 25 s left" */
function progressSentence({ state, unit, total, done, rate, etaSeconds, startedAt, finishedAt }: JobView): string {
  switch (state) {
    case "waiting":
      return "";
    case "running": {
      const counted = total > 0 ? `${formatCount(done)} of ${formatCount(total)} ${unit}` : "Starting";
      const speed = rate === null ? "" : `, ${rate < 10 ? formatValue(rate) : formatCount(rate)} a second`;
      return `${counted}${speed}${etaSeconds === null ? "" : `, ${formatDuration(etaSeconds)} left`}`;
    }
    case "done":
    case "failed":
    case "cancelled": {
      const took =
        startedAt && finishedAt ? ` in ${formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000)}` : "";
      const counted =
        total > 0 ? `${formatCount(done)}${done < total ? ` of ${formatCount(total)}` : ""} ${unit}${took}` : "";
      return [counted, finishedAt ? formatTime(finishedAt) : ""].filter(Boolean).join(", ");
    }
  }
}
