import { Logger, runOnce, type TaskList } from "graphile-worker";
import * as z from "zod";
import type { Db } from "#lib/db.ts";
import { JOB_PAYLOADS } from "#lib/jobs/contracts.ts";
import { readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import { JOB_HANDLERS } from "#workers/jobs/index.ts";
import { performJob } from "#workers/perform-job.ts";
import { runJob } from "#workers/run-job.ts";
import { RunSessions } from "#workers/run-sessions.ts";

const QueuePayload = z.object({ jobId: z.int() });

export type DrainOptions = {
  /** Told the name of each job done. */
  afterEach?: (name: string) => Promise<unknown>;
  /** Jobs of later steps are called done and not done: what a test does not look at need not be computed. */
  lastStep?: number;
};

/** Of a run (workers/plan-run.ts): the features are there; explained; their passages are compared; everything. */
export const STEPS = { features: 4, explained: 5, compared: 7, all: Infinity } as const;

/** Does everything that is in the queue, as a worker would, in this process. */
export async function drainJobs(
  db: Db,
  modelsDirectory: string,
  { afterEach, lastStep = STEPS.all }: DrainOptions = {},
): Promise<void> {
  const engine = { threads: 1 };
  const sessions = new RunSessions(engine);
  const embedder = openStoredEmbedder(db, readEmbedderSettings);
  const stop = new AbortController().signal;
  const taskList: TaskList = {};
  for (const name of Object.keys(JOB_PAYLOADS)) {
    taskList[name] = async (payload) => {
      const { jobId: id } = QueuePayload.parse(payload);
      const { step } = await db.prisma.job.findUniqueOrThrow({ where: { id }, select: { step: true } });
      await runJob(db, id, {
        stop,
        tickMs: 20,
        perform: async (job, context) =>
          step > lastStep
            ? []
            : performJob(JOB_HANDLERS, job, { db, engine, modelsDirectory, sessions, embedder, ...context }),
      });
      await afterEach?.(name);
    };
  }
  try {
    await runOnce({ pgPool: db.pool, taskList, noHandleSignals: true, logger: new Logger(() => () => {}) });
  } finally {
    await sessions.close();
    await embedder.close();
  }
}
