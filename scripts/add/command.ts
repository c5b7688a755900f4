import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { z } from "zod";
import { type Db, openDb } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { badRequest } from "#lib/errors.ts";
import { cancelWork, createWork, findTokensOfModel, listOpenWorksOfModel } from "#lib/jobs/queries/jobs.ts";
import { fetchFiles } from "#lib/weights/fetch-files.ts";
import { openRepository } from "#lib/weights/open-repository.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";
import { createBars } from "#scripts/add/bars.ts";
import { applyMigrations } from "#scripts/migrations/apply.ts";
import { withDatabaseOf } from "#scripts/setup/open-database.ts";
import { prepareQueue } from "#workers/queue.ts";

/** Models that were added lie here, each in a folder of its name, its sources beside it. */
export const addedModelsFolder = (): string => path.resolve(env.FEATUREPEDIA_DATA, "models");

/** Documents of the demo corpus are read so far by default: enough for a few hundred examples of a common feature. */
export const TOKENS_DEFAULT = 300_000;

export const openGiven = (given: string, revision: string | undefined): Promise<Repository> =>
  openRepository(given, { revision, token: env.HF_TOKEN, hubUrl: env.HF_ENDPOINT });

/** A name as the catalog's addresses have it. @throws AppError bad_request */
export function parseName(schema: z.ZodType<string>, name: string): string {
  const parsed = schema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw badRequest(`“${name}” cannot be in an address (${parsed.error.issues[0]?.message}); choose one with --name.`);
}

export function parseTokens(text: string): number {
  const tokens = Number(text);
  if (Number.isSafeInteger(tokens) && tokens >= 1_000) return tokens;
  throw badRequest("--tokens takes a whole number from 1000 on.");
}

/** Where files arrive, the same for the same of them, so that a later attempt finds what is there. */
export function incomingFolder(model: string, { name, revision }: Repository, below = ""): string {
  const key = createHash("sha256")
    .update([name, revision ?? "", below].join("\n"))
    .digest("hex");
  return path.join(addedModelsFolder(), `.incoming-${model}-${key.slice(0, 12)}`);
}

/**
 * Brings files into a folder below `incoming`, of which nothing else knows until it is moved.
 * @returns what `check` finds; what it refuses is gone
 */
export async function fetchChecked<T>(
  repository: Repository,
  files: readonly RepositoryFile[],
  { incoming, folder }: { incoming: string; folder: string },
  check: () => Promise<T>,
): Promise<T> {
  const progress = createBars();
  const stop = new AbortController();
  const onSignal = () => stop.abort(new Error("Stopped; the same command goes on from here."));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, onSignal);
  try {
    await fetchFiles(repository, files, folder, { ...progress, signal: stop.signal });
  } finally {
    progress.stop();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, onSignal);
  }
  try {
    return await check();
  } catch (error) {
    // What arrived is whole and still cannot be used: the next attempt would meet the same.
    await rm(incoming, { recursive: true, force: true });
    throw error;
  }
}

/** How many tokens a model was last to be read over; undefined where it never was, or what is wrong has been said. */
export async function findTokensBefore(model: string): Promise<number | undefined> {
  let tokens: number | undefined;
  await withDb(async (db) => {
    tokens = await findTokensOfModel(db, model);
  });
  return tokens;
}

/** The migrated database, beside a running copy of the product too. */
const withDb = (use: (db: Db) => Promise<void>): Promise<void> =>
  withDatabaseOf(
    async (url) => {
      await applyMigrations(url);
      const db = openDb(url);
      try {
        await use(db);
      } finally {
        await db.close();
      }
    },
    { besideProduct: true },
  );

/**
 * Has a worker read a model with its sources and compute those that it has not computed.
 * @param part of the work's name, the same for the same files
 * @returns whether it is planned; else what is wrong has been said
 */
export async function planAdded({
  model,
  tokens,
  part,
}: {
  model: string;
  tokens: number;
  part: string;
}): Promise<boolean> {
  await withDb(async (db) => {
    await prepareQueue(db);
    const work = `add-${model}-${part}`;
    const before = await findTokensOfModel(db, model);
    const planned = await createWork(db, work, [
      {
        name: "register-model",
        title: `Read the model ${model}`,
        step: 1,
        // A corpus of its own: sequences are cut for one model, and documents counted for it.
        payload: { model, corpus: `demo-${model}`, tokens, models: addedModelsFolder() },
      },
    ]);
    if (!planned) throw badRequest(`${model} is being computed or was, from the same files; see the page of jobs.`);
    // What is left of works before this one is done by this one.
    for (const name of await listOpenWorksOfModel(db, model)) if (name !== work) await cancelWork(db, name);
    if (before !== undefined && tokens !== before)
      console.log(
        `${model} was read over ${before.toLocaleString("en")} tokens before: all its sources are computed anew.`,
      );
  });
  return process.exitCode !== 1;
}
