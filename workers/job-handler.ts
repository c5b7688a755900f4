import type { Db } from "#lib/db.ts";
import type { SessionOptions } from "#lib/engine/inference-session.ts";
import type { JobCost } from "#lib/explain/schema.ts";
import type { JobName, JobPayload, JobPlan } from "#lib/jobs/contracts.ts";
import type { StoredEmbedder } from "#lib/search/stored-embedder.ts";
import type { RunSessions } from "#workers/run-sessions.ts";

export type ProgressDetails = {
  total?: number;
  /** A sentence for the reader; null takes it back. */
  note?: string | null;
  cost?: JobCost;
};

/** What a job may use while it runs. */
export type JobContext = {
  db: Db;
  /** Aborted when the job is cancelled or the worker stops; checked between pieces of under a second. */
  signal: AbortSignal;
  /** Says how far it is, in the job's unit; as often as it likes. */
  report(done: number, details?: ProgressDetails): void;
  /** What language models were paid for this job before it was interrupted. */
  cost: JobCost | null;
  engine: SessionOptions;
  /** Where bundled models are. */
  modelsDirectory: string;
  /** Graphs loaded for a run, kept from one of its shards to the next. */
  sessions: RunSessions;
  /** Turns texts into directions, and keeps them. */
  embedder: StoredEmbedder;
};

/**
 * Does one job. Safe to run twice and to kill at any instruction.
 * @returns jobs of later steps that it found out about
 */
export type JobHandler<N extends JobName> = (
  payload: JobPayload<N>,
  context: JobContext,
) => Promise<readonly JobPlan[]>;

export type JobHandlers = { readonly [N in JobName]: JobHandler<N> };
