import * as z from "zod";

const id = z.int().positive();
/** What language models may be paid for a job. */
const limits = { maxUsd: z.number().positive().optional(), maxTokens: z.int().positive().optional() };

/** Every kind of background work and what it is told. A payload holds ids; the rows hold input and state. */
export const JOB_PAYLOADS = {
  /** Reads a model and its sources from disk into the catalog. */
  "register-model": z.object({
    model: z.string(),
    corpus: z.string(),
    tokens: z.int().positive(),
    /** The folder that it lies in; where the bundled ones are without. */
    models: z.string().optional(),
  }),
  /** Tokenises a corpus for a model and plans what some of its sources lack. */
  "ingest-corpus": z.object({
    modelId: id,
    /** Those that there are files of. */
    sourceIds: z.array(id),
    corpus: z.string(),
    tokens: z.int().positive(),
  }),
  /** Runs the model over one shard and stores what every source did there. */
  "collect-activations": z.object({ runId: id, shard: z.int().nonnegative() }),
  /** Merges the shards of one source into its features. */
  "finish-source": z.object({ runId: id, sourceId: id }),
  /** Measures one source on documents nobody explained or trained it on. */
  "measure-source": z.object({ runId: id, sourceId: id }),
  /** Finds for every feature the nearest ones of the model's other sources. */
  "relate-sources": z.object({ runId: id }),
  /** Lays a source's features out in the plane. */
  "map-source": z.object({ runId: id, sourceId: id }),
  /** Turns the passages that scorers read into directions, for all sources of a run. */
  "embed-windows": z.object({ runId: id }),
  /** Writes explanations of a source's features, and scores them on documents the explainer did not see. */
  "explain-source": z.object({
    runId: id,
    sourceId: id,
    /** None: only what scores features themselves. */
    explainers: z.array(z.string()).max(16),
    scorers: z.array(z.string()).max(16),
  }),
  /** Asks a language model to explain some features, or to judge explanations, within a budget. */
  "explain-features": z.object({
    runId: id,
    sourceId: id,
    features: z.array(z.int().nonnegative()).min(1).max(10_000),
    explainer: z.string(),
    scorers: z.array(z.string()).max(16),
    ...limits,
  }),
  /** Scores explanations that are there, by scorers that have not scored them yet as they are now, within a budget. */
  "score-explanations": z.object({
    runId: id,
    sourceId: id,
    explanations: z.array(id).min(1).max(10_000),
    scorers: z.array(z.string()).min(1).max(16),
    ...limits,
  }),
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
  "relate-sources": "features",
  "map-source": "features",
  "embed-windows": "passages",
  "explain-source": "features",
  "explain-features": "features",
  "score-explanations": "explanations",
} as const satisfies Record<JobName, string>;

/**
 * Which of the jobs that may run goes first, the lowest: what somebody waits for, the catalog itself, long lists, what may
 * take all night.
 */
export const JOB_PRIORITIES = { single: -10, catalog: 0, bulk: 10, nightly: 20 } as const;
export type JobPriority = (typeof JOB_PRIORITIES)[keyof typeof JOB_PRIORITIES];

/** A job to be: what `createWork` makes a row of. Without a priority it is one of the catalog's. */
export type JobPlan = {
  [N in JobName]: {
    name: N;
    title: string;
    step: number;
    payload: JobPayload<N>;
    total?: number;
    priority?: JobPriority;
  };
}[JobName];

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOB_PAYLOADS, name);
