import { createHash } from "node:crypto";
import { listCorpusPackages } from "#lib/corpus/read-corpus.ts";
import type { Db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import type { JobPlan } from "#lib/jobs/contracts.ts";
import { PIPELINE_VERSION } from "#lib/jobs/pipeline-version.ts";
import { cancelWork, createWork, listOpenWorks, listWorkJobs, restartWork } from "#lib/jobs/queries/jobs.ts";
import { log } from "#lib/log.ts";
import { readBundledModel } from "#workers/read-bundled-model.ts";

const DEMO_MODEL = "tiny-llama-7m";
const DEMO_CORPUS = "demo";
/** Prose and code enough for hundreds of documents behind every common feature, and about two minutes of two cores. */
const DEMO_TOKENS = 1_050_000;
const WORK_PREFIX = "demo-";

export type DemoOptions = { modelsDirectory: string; model?: string; tokens?: number | undefined };

/**
 * Sees to it that the demo catalog is there or being computed, once for every version of its inputs: the work is named
 * by their fingerprint. A work that failed is taken up again; one that somebody cancelled stays cancelled.
 * @returns the work's name
 */
export async function planDemoCatalog(
  db: Db,
  { modelsDirectory, model = DEMO_MODEL, tokens = DEMO_TOKENS }: DemoOptions,
): Promise<string> {
  const work = `${WORK_PREFIX}${await fingerprintDemo({ modelsDirectory, model, tokens })}`;
  const first: JobPlan = {
    name: "register-model",
    title: `Read the model ${model}`,
    step: 1,
    payload: { model, corpus: DEMO_CORPUS, tokens },
  };
  const outdated = (await listOpenWorks(db)).filter((name) => name.startsWith(WORK_PREFIX) && name !== work);
  for (const name of outdated) await cancelWork(db, name);
  if (await createWork(db, work, [first])) return work;
  const jobs = await listWorkJobs(db, work);
  if (jobs.some(({ state }) => state === "failed")) {
    const count = await restartWork(db, work);
    log.info(`Taking up the demo catalog where it failed: ${count} jobs`);
  }
  return work;
}

/** Names the inputs of the demo catalog; inputs that cannot be read have a name too, and the first job says what is wrong. */
async function fingerprintDemo({
  modelsDirectory,
  model,
  tokens,
}: Required<Omit<DemoOptions, "tokens">> & { tokens: number }): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify([PIPELINE_VERSION, model, tokens]));
  hash.update(
    await orUnreadable(async () => {
      const bundled = await readBundledModel(modelsDirectory, model);
      return JSON.stringify([
        bundled.model.contentHash,
        bundled.sources.map(({ slug, weights }) => [slug, weights.contentHash]),
      ]);
    }),
  );
  hash.update(
    await orUnreadable(async () => {
      const packages = await listCorpusPackages();
      return JSON.stringify(packages.map(({ name, version }) => [name, version]));
    }),
  );
  return hash.digest("hex").slice(0, 8);
}

async function orUnreadable(read: () => Promise<string>): Promise<string> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AppError) return "unreadable";
    throw error;
  }
}
