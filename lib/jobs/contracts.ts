import * as z from "zod";

const id = z.int().positive();

/** Every kind of background work and what it is told. A payload holds ids; the rows hold input and state. */
export const JOB_PAYLOADS = {
  /** Reads a model and its sources from disk into the catalog. */
  "register-model": z.object({ model: z.string(), corpus: z.string(), tokens: z.int().positive() }),
  /** Tokenises a corpus for a model and plans the shards. */
  "ingest-corpus": z.object({ modelId: id, corpus: z.string(), tokens: z.int().positive() }),
  /** Runs the model over one shard and stores what every source did there. */
  "collect-activations": z.object({ runId: id, shard: z.int().nonnegative() }),
  /** Merges the shards of one source into its features. */
  "finish-source": z.object({ runId: id, sourceId: id }),
  /** Measures one source on documents nobody explained or trained it on. */
  "measure-source": z.object({ runId: id, sourceId: id }),
} as const satisfies Record<string, z.ZodType>;

export type JobName = keyof typeof JOB_PAYLOADS;
export type JobPayload<N extends JobName> = z.infer<(typeof JOB_PAYLOADS)[N]>;

/** What progress of each kind of job is counted in. */
export const JOB_UNITS = {
  "register-model": "sources",
  "ingest-corpus": "tokens",
  "collect-activations": "tokens",
  "finish-source": "features",
  "measure-source": "tokens",
} as const satisfies Record<JobName, string>;

/** A job to be: what `createJobs` makes a row of. */
export type JobPlan = {
  [N in JobName]: { name: N; title: string; step: number; payload: JobPayload<N>; total?: number };
}[JobName];

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOB_PAYLOADS, name);
