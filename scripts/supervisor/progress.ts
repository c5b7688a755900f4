import type { JobView } from "#lib/catalog/schema.ts";

/** One bar: all jobs of one kind in one work (the shards of a run). */
export type ProgressLine = {
  key: string;
  title: string;
  unit: string;
  done: number;
  total: number;
  /** Units a second of those that run now. */
  rate: number;
  secondsLeft: number | undefined;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  errors: string[];
};

/** Sums the jobs of a work by kind, in the order they run. */
export function summariseProgress(jobs: readonly JobView[]): ProgressLine[] {
  const groups = new Map<string, JobView[]>();
  for (const job of jobs) {
    // A kind of job may be asked for two things, which their titles begin with.
    const key = `${job.work}/${job.name}/${job.title.split(" ")[0]}`;
    groups.set(key, [...(groups.get(key) ?? []), job]);
  }
  return [...groups].map(([key, members]) => summariseGroup(key, members));
}

function summariseGroup(key: string, jobs: readonly JobView[]): ProgressLine {
  const sum = (pick: (job: JobView) => number) => jobs.reduce((total, job) => total + pick(job), 0);
  const [done, total, rate] = [sum((job) => job.done), sum((job) => job.total), sum((job) => rateOf(job))];
  return {
    key,
    title: titleOf(jobs),
    unit: jobs[0]?.unit ?? "",
    done,
    total,
    rate,
    secondsLeft: rate > 0 && total > done ? (total - done) / rate : undefined,
    state: stateOf(jobs),
    errors: jobs.flatMap((job) => (job.state === "failed" ? [`${job.title}: ${job.error ?? "failed"}`] : [])),
  };
}

/** What the jobs' titles share, and which of them runs: "Run gpt2, part 3 of 5" and its like are "Run gpt2 (3 of 5)". */
function titleOf(jobs: readonly JobView[]): string {
  const titles = jobs.map((job) => job.title);
  if (jobs.length < 2) return titles[0] ?? "";
  const shared = sharedStart(titles).replace(/(, part|[\s,/]+)+$/, "") || (titles[0] ?? "");
  const position = jobs.findIndex((job) => job.state === "running");
  return position < 0 ? shared : `${shared} (${position + 1} of ${jobs.length})`;
}

/** The longest common start that ends between words. */
function sharedStart(texts: readonly string[]): string {
  const [first = "", ...others] = texts;
  let length = first.length;
  for (const text of others) while (!text.startsWith(first.slice(0, length))) length -= 1;
  const isCut = texts.some((text) => /[^\s,/]/.test(text[length] ?? ""));
  return isCut ? first.slice(0, length).replace(/[^\s,/]+$/, "") : first.slice(0, length);
}

const rateOf = (job: JobView): number => (job.state === "running" ? (job.rate ?? 0) : 0);

function stateOf(jobs: readonly JobView[]): ProgressLine["state"] {
  const has = (state: JobView["state"]) => jobs.some((job) => job.state === state);
  if (has("running")) return "running";
  if (has("waiting")) return has("done") ? "running" : "waiting";
  if (has("failed")) return "failed";
  return has("cancelled") ? "cancelled" : "done";
}
