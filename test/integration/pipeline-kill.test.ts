import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listJobs } from "#lib/jobs/queries/jobs.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { startWorkerProcess, type WorkerProcess } from "#test/support/worker-process.ts";

const POLL_MS = 5;
const TOKENS = 12_000;

/** It is added when all others are computed. */
const LATER = "1-res-512";
const place = (slug: string) => join(models.directory, "tiny-llama-7m-saes", slug);

let models: TinyModels;
const databases: TestDatabase[] = [];
const workers: WorkerProcess[] = [];
beforeAll(async () => {
  models = await writeTinyModels("tiny-llama-7m");
  await leaveOut();
});
afterAll(async () => {
  for (const worker of workers) await worker.killHard();
  for (const database of databases) await database.drop();
  await models.remove();
});

/** Under a name that is no source's. */
const leaveOut = () => rename(place(LATER), place(`.${LATER}`));
const add = () => rename(place(`.${LATER}`), place(LATER));

async function openDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  databases.push(database);
  return database;
}

function startWorker({ url }: TestDatabase): WorkerProcess {
  const worker = startWorkerProcess({
    DATABASE_URL: url,
    MODELS_DIRECTORY: models.directory,
    DEMO_TOKENS: String(TOKENS),
  });
  workers.push(worker);
  return worker;
}

async function query<T extends object>({ db }: TestDatabase, sql: string): Promise<T[]> {
  return (await db.pool.query<T>(sql)).rows;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Every job, of so many sources. */
async function isDone(database: TestDatabase, sources: number): Promise<boolean> {
  const jobs = await listJobs(database.db);
  for (const { title, error } of jobs) if (error) throw new Error(`${title}: ${error}`);
  const ready = await query(database, `SELECT FROM "Source" WHERE state = 'READY'`);
  return ready.length === sources && jobs.every(({ state }) => state === "done");
}

/** Everything that was computed, by address instead of by inner key; the only thing left out is when. */
async function digestCatalog(database: TestDatabase): Promise<object[]> {
  return query(
    database,
    `SELECT s.slug, s.state, s.quality, s.summary, s.provenance - 'computedAt' AS provenance, s.revision,
       (SELECT count(*)::int FROM "Feature" f WHERE f."sourceId" = s.id) AS features,
       (SELECT md5(string_agg(concat_ws('|', f."index", f.density, f."maxActivation", f."activeTokens", f."topTokens",
          f."outputTokens", encode(f.detail, 'hex'), f.revision), E'\\n' ORDER BY f."index"))
        FROM "Feature" f WHERE f."sourceId" = s.id) AS digest,
       (SELECT md5(string_agg(concat_ws('|', e."index", e.side, e.text, e.predicate, e."retiredAt", r.method,
          c.state, c.value, c.low, c.high, c.baseline, c.positives, c.detail, encode(c.evidence, 'hex')), E'\\n' ORDER BY e."index", e.side, e.text))
        FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId" LEFT JOIN "Score" c ON c."explanationId" = e.id
        WHERE e."sourceId" = s.id) AS explanations,
       (SELECT md5(string_agg(concat_ws('|', c."index", c.state, c.value, c.low, c.high, c.baseline, c.positives, c.detail,
          encode(c.evidence, 'hex')), E'\\n' ORDER BY c."index"))
        FROM "Score" c WHERE c."sourceId" = s.id AND c."explanationId" IS NULL) AS scores,
       (SELECT md5(string_agg(encode(t.hash || t.vector, 'hex'), E'\\n' ORDER BY t.hash)) FROM "TextEmbedding" t) AS embeddings,
       (SELECT md5(concat_ws('|', encode(p.points, 'hex'), p.clusters, p.provenance)) FROM "SourceMap" p WHERE p."sourceId" = s.id) AS map,
       (SELECT md5(string_agg(concat_ws('|', o.slug, encode(r.nearest, 'hex'), r.chance), E'\\n' ORDER BY o.slug))
        FROM "SourceRelation" r JOIN "Source" o ON o.id = r."otherId" WHERE r."sourceId" = s.id) AS relations,
       (SELECT md5(string_agg(concat_ws('|', q.ordinal, q."documentOrdinal", q.start, encode(q.tokens, 'hex')), E'\\n' ORDER BY q.ordinal))
        FROM "Sequence" q) AS sequences
     FROM "Source" s ORDER BY s.slug`,
  );
}

type Moments = Readonly<Record<string, (database: TestDatabase) => Promise<boolean>>>;

/** Moments worth dying at; each is waited for, and then a random while longer. */
const OF_THE_FIRST: Moments = {
  "registering the model": startedJob("register-model"),
  "writing sequences": either(runningQuery(`COPY "Sequence"%`), startedJob("collect-activations")),
  "the first shard": startedJob("collect-activations"),
  "merging shards": startedJob("finish-source"),
  "measuring quality": startedJob("measure-source"),
};
const OF_THE_ONE_ADDED: Moments = {
  "planning its run": startedJob("ingest-corpus"),
  "a later shard": (database) => exists(database, `SELECT FROM "ShardResult" WHERE shard >= 1`),
  "writing its features": either(runningQuery(`COPY "Feature"%`), startedJob("relate-sources")),
  "explaining features": startedJob("explain-source"),
};
const LONGER_MS_MAX = 150;

type Moment = Moments[string];

/** Of the newest work. A job that is short may be over before it is seen running: then its moment has come too. */
function startedJob(name: string): Moment {
  return (database) =>
    exists(
      database,
      `SELECT FROM "Job" WHERE state <> 'WAITING' AND name = '${name}' AND work = (SELECT work FROM "Job" ORDER BY id DESC LIMIT 1)`,
    );
}

/** The first, or what comes after it where it was missed. */
function either(moment: Moment, after: Moment): Moment {
  return async (database) => (await moment(database)) || after(database);
}

function runningQuery(pattern: string) {
  return (database: TestDatabase) =>
    exists(
      database,
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '${pattern}'`,
    );
}

const exists = async (database: TestDatabase, sql: string): Promise<boolean> =>
  (await query(database, `${sql} LIMIT 1`)).length > 0;

test(
  "a worker killed at any moment and started again leaves the bytes that an undisturbed one leaves",
  { timeout: 1_200_000 },
  async () => {
    const undisturbed = await openDatabase();
    const disturbed = await openDatabase();
    const killedAt: string[] = [];
    const compute = async (database: TestDatabase, sources: number, moments: Moments) => {
      for (const [moment, hasCome] of Object.entries(moments)) {
        if (await isDone(database, sources)) break;
        const worker = startWorker(database);
        await until(async () => (await hasCome(database)) || (await isDone(database, sources)));
        await new Promise((resolve) => setTimeout(resolve, Math.random() * LONGER_MS_MAX));
        if (!(await isDone(database, sources))) killedAt.push(moment);
        await worker.killHard();
      }
      const last = startWorker(database);
      const isBeating = () => exists(database, `SELECT FROM "Worker" WHERE pid = ${last.pid}`);
      await until(async () => (await isDone(database, sources)) && (await isBeating()));
      expect(await last.stop()).toBe(0);
    };
    await compute(undisturbed, 3, {});
    await compute(disturbed, 3, OF_THE_FIRST);
    await add();
    await compute(undisturbed, 4, {});
    await compute(disturbed, 4, OF_THE_ONE_ADDED);

    expect(killedAt.length).toBeGreaterThanOrEqual(6);
    expect(await digestCatalog(disturbed)).toEqual(await digestCatalog(undisturbed));
    expect(await query(disturbed, `SELECT * FROM "ShardResult"`)).toEqual([]);
    expect(await query(disturbed, `SELECT * FROM "Worker"`)).toEqual([]);
    expect(await query(disturbed, `SELECT * FROM graphile_worker.jobs`)).toEqual([]);
  },
);
