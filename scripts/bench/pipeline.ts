import { type JobView } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { listJobs } from "#lib/jobs/queries/jobs.ts";
import { benchPipelineShare } from "#scripts/bench/pipeline-share.ts";
import type { Figure } from "#scripts/bench/report.ts";

/** What the worker's jobs took while a catalog was computed, the share of onnxruntime's speed, and the size of the result. */
export async function benchPipeline(db: Db): Promise<Figure[]> {
  return [...(await benchPipelineShare()), ...presentJobs(await listJobs(db)), ...(await measureSize(db))];
}

function presentJobs(jobs: readonly JobView[]): Figure[] {
  const rate = (name: string, unit: string): Figure[] => {
    const done = jobs.filter((job) => job.name === name && job.state === "done" && job.total > 0);
    const amount = done.reduce((sum, job) => sum + job.total, 0);
    const seconds = secondsOf(done);
    return done.length === 0
      ? []
      : [
          {
            what: `job ${name}`,
            value: amount / seconds,
            unit,
            note: `${done.length} jobs in ${seconds.toFixed(1)} s`,
          },
        ];
  };
  return [
    ...rate("ingest-corpus", "tokens/s"),
    ...rate("collect-activations", "tokens/s"),
    ...rate("finish-source", "features/s"),
    ...rate("measure-source", "tokens/s"),
    ...rate("explain-source", "features/s"),
    { what: "whole catalog", value: secondsOf(jobs), unit: "s", note: "first job started to last job finished" },
  ];
}

/** From the start of the first to the end of the last: jobs run side by side. */
function secondsOf(jobs: readonly JobView[]): number {
  const first = Math.min(...jobs.map(({ startedAt }) => Date.parse(startedAt ?? "")));
  const last = Math.max(...jobs.map(({ finishedAt }) => Date.parse(finishedAt ?? "")));
  return (last - first) / 1_000;
}

type Sizes = { features: number; feature: number; indexes: number; texts: number };

/** What a feature takes on disk, everything that PostgreSQL keeps for it included. */
async function measureSize(db: Db): Promise<Figure[]> {
  await db.pool.query(`VACUUM ANALYZE "Feature"`);
  const { rows } = await db.pool.query<Sizes>(`
    SELECT (SELECT count(*) FROM "Feature")::int AS features,
           pg_total_relation_size('"Feature"')::float8 AS feature,
           pg_indexes_size('"Feature"')::float8 AS indexes,
           (pg_total_relation_size('"Sequence"') + pg_total_relation_size('"Document"'))::float8 AS texts`);
  const [row] = rows;
  if (!row || row.features === 0) return [];
  const { features, feature, indexes, texts } = row;
  return [
    {
      what: "a feature on disk",
      value: feature / features,
      unit: "bytes",
      note: `${features} features; indexes ${Math.round(indexes / features)} of it`,
    },
    {
      what: "and its share of the texts",
      value: texts / features,
      unit: "bytes",
      note: "sequences and documents, stored once for all features",
    },
  ];
}
