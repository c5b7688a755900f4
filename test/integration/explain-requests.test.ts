import { Logger, runOnce } from "graphile-worker";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { detection } from "#lib/explain/scorers/detection.ts";
import { exactSimulation } from "#lib/explain/scorers/exact-simulation.ts";
import type { Scorer } from "#lib/explain/scorers/scorer.ts";
import { AGREEABLE_MODEL, agreeableLlm } from "#test/support/agreeable-llm.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation } from "#test/support/explanations.ts";
import { startFakeLlm } from "#test/support/fake-llm.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";

const MODEL = "tiny-llama-7m";
const SOURCE = "1-res-512";
const OTHER_SOURCE = "0-res-512";
const KEY = "operator-key-for-tests";

let models: TinyModels;
let catalog: TestDatabase;
let server: Awaited<ReturnType<typeof startFakeLlm>>;
/** Of {@link SOURCE}, the most often active first. */
let features: number[];

/** Settings are read once, when first imported: what reads them is imported after they were set. */
const modules = {
  requests: () => import("#lib/explain/request-explanations.ts"),
  scores: () => import("#lib/explain/request-scores.ts"),
  jobs: () => import("#lib/jobs/queries/jobs.ts"),
  api: () => import("#test/support/api.ts"),
};

beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  catalog = await createTestDatabase();
  server = await startFakeLlm(agreeableLlm);
  vi.resetModules();
  for (const [name, value] of Object.entries({
    DATABASE_URL: catalog.url,
    OPERATOR_KEY: KEY,
    LLM_PROVIDER: "openai-compatible",
    LLM_BASE_URL: server.url,
    LLM_MODEL: AGREEABLE_MODEL,
    LLM_REQUESTS_PER_MINUTE: "100000",
    REFRESH_AT: "03:00",
    REFRESH_FEATURES: "3",
  }))
    vi.stubEnv(name, value);
  const { prepareQueue } = await import("#workers/queue.ts");
  const { planDemoCatalog } = await import("#workers/plan-demo-catalog.ts");
  await prepareQueue(catalog.db);
  await planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens: 20_000 });
  await drain();
  features = await listFrequent(SOURCE);
}, 300_000);
afterAll(async () => {
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
  await server.close();
  await catalog.drop();
  await models.remove();
});

const query = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await catalog.db.pool.query<T>(sql, values)).rows;

async function drain(): Promise<void> {
  const { drainJobs, STEPS } = await import("#test/support/drain-jobs.ts");
  await drainJobs(catalog.db, models.directory, { lastStep: STEPS.explained });
}

async function listFrequent(source: string): Promise<number[]> {
  const rows = await query<{ index: number }>(
    `SELECT f."index" FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
     WHERE s.slug = $1 ORDER BY f."activeTokens" DESC, f."index" LIMIT 200`,
    [source],
  );
  return rows.map(({ index }) => index);
}

/** What our own endpoints may answer; each test knows which of it. */
type Answer = { work: string; job: { id: number }; jobs: [{ id: number }]; detail: string };

async function post(path: string, body: object, key = KEY): Promise<{ status: number; body: Answer }> {
  const { callApi } = await modules.api();
  const response = await callApi(path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "x-forwarded-for": path },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

type StoredScore = { id: number; scorer: string; version: number; judge: string; state: string; value: number | null };

const scoresOf = (explanation: number) =>
  query<StoredScore & { low: number | null; baseline: number | null; detail: object }>(
    `SELECT c.id, t.method AS scorer, t.version, t."llmModel" AS judge, c.state, c.value, c.low, c.baseline, c.detail
     FROM "Score" c JOIN "ExplainRun" t ON t.id = c."runId" WHERE c."explanationId" = $1 ORDER BY t.method`,
    [explanation],
  );

async function findStatistical(index: number): Promise<number> {
  const [row] = await query<{ id: number }>(
    `SELECT e.id FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId" JOIN "Source" s ON s.id = e."sourceId"
     WHERE s.slug = $1 AND e."index" = $2 AND r.method = 'token-statistics' AND e."retiredAt" IS NULL`,
    [SOURCE, index],
  );
  return row?.id ?? 0;
}

test("a person's words are scored by a language model, once; asking again says that it is done", async () => {
  const [index = 0] = features;
  const explanation = await buildExplanation(catalog.db, { source: SOURCE, index, text: "whales", author: "Ada" });
  const path = `/api/v1/explanations/${explanation}/scores`;
  const asked = await post(path, { scorers: ["detection"] });
  expect(asked).toMatchObject({ status: 202, body: { job: { state: "waiting", total: 1 }, alreadyScored: [] } });
  expect((await post(path, { scorers: ["detection"], maxTokens: 5_000_000 })).body).toMatchObject({
    job: { id: asked.body.job.id },
  });
  await drain();
  const stored = await scoresOf(explanation);
  expect(stored).toMatchObject([{ scorer: "detection", version: detection.version, judge: AGREEABLE_MODEL }]);
  expect(stored[0]?.value).toBeCloseTo(0.5, 6);
  const { getJob } = await modules.jobs();
  const job = await getJob(catalog.db, asked.body.job.id);
  expect(job).toMatchObject({ state: "done", error: null, done: 1, total: 1 });
  expect(job.cost?.calls).toBeGreaterThan(0);

  const paid = server.requests.length;
  expect(await post(path, { scorers: ["detection"] })).toEqual({
    status: 200,
    body: { job: null, alreadyScored: ["detection"] },
  });
  await drain();
  expect(server.requests.length).toBe(paid);
  expect(await scoresOf(explanation)).toEqual(stored);
});

test("scoring a rule anew without a language model finds what was found when it was written", async () => {
  const [index = 0] = features;
  const explanation = await findStatistical(index);
  const [before] = await scoresOf(explanation);
  expect(before).toMatchObject({ scorer: "exact-simulation", state: "SCORED" });
  await catalog.db.prisma.score.deleteMany({ where: { explanationId: explanation } });
  const paid = server.requests.length;
  await post(`/api/v1/explanations/${explanation}/scores`, { scorers: ["exact-simulation"] });
  await drain();
  const [after] = await scoresOf(explanation);
  expect({ ...after, id: 0 }).toEqual({ ...before, id: 0 });
  expect(server.requests.length).toBe(paid);
});

test("a budget that runs out ends the job, keeps what was there, and what it paid for is not paid for again", async () => {
  const explanation = await findStatistical(features[1] ?? 0);
  const before = await scoresOf(explanation);
  const path = `/api/v1/explanations/${explanation}/scores`;
  const first = server.requests.length;
  const short = await post(path, { scorers: ["detection"], maxTokens: 2_600 });
  await drain();
  const { getJob } = await modules.jobs();
  const failed = await getJob(catalog.db, short.body.job.id);
  expect([failed.state, failed.error]).toEqual(["failed", expect.stringMatching(/at most 2600 tokens/)]);
  expect(failed.cost?.tokens).toBeGreaterThan(0);
  expect(await scoresOf(explanation)).toEqual(before);
  await post(path, { scorers: ["detection"], maxTokens: 1_000_000 });
  await drain();
  expect((await scoresOf(explanation)).map(({ scorer, state }) => [scorer, state])).toEqual([
    ["detection", "SCORED"],
    ["exact-simulation", "SCORED"],
  ]);
  const sent = server.requests.slice(first).map(({ body }) => JSON.stringify(body));
  expect(new Set(sent).size).toBe(sent.length);
});

test("what cannot be scored is refused with the reason", async () => {
  const [index = 0] = features;
  const words = await buildExplanation(catalog.db, { source: SOURCE, index, text: "a storm", author: "Ada" });
  const old = await buildExplanation(catalog.db, { source: SOURCE, index, provenance: { sourceHash: "older" } });
  const refuse = async (id: number, scorer: string) => {
    const { status, body } = await post(`/api/v1/explanations/${id}/scores`, { scorers: [scorer] });
    return [status, body.detail];
  };
  expect(await refuse(words, "exact-simulation")).toEqual([400, expect.stringMatching(/words only/)]);
  expect(await refuse(words, "promotion")).toEqual([400, expect.stringMatching(/what it promotes/)]);
  expect(await refuse(words, "tea-leaves")).toEqual([400, expect.stringMatching(/no scorer “tea-leaves”/)]);
  expect(await refuse(old, "detection")).toEqual([409, expect.stringMatching(/no longer has/)]);
  expect(await refuse(999_999, "detection")).toEqual([404, expect.stringMatching(/999999/)]);
  const stranger = await post(`/api/v1/explanations/${words}/scores`, { scorers: ["detection"] }, "wrong-key");
  expect(stranger.status).toBe(403);
});

test("a list over several sources is one work of small jobs with one budget, and is cancelled as one", async () => {
  const others = await listFrequent(OTHER_SOURCE);
  const list = [
    ...features.slice(10, 40).map((index) => formatFeatureAddress({ model: MODEL, source: SOURCE, index })),
    ...others.slice(0, 2).map((index) => formatFeatureAddress({ model: MODEL, source: OTHER_SOURCE, index })),
    formatFeatureAddress({ model: MODEL, source: OTHER_SOURCE, index: others[0] ?? 0 }),
  ];
  const request = { features: list, explainer: "marked-windows", maxTokens: 32_000, maxUsd: 0.5 };
  const asked = await post("/api/v1/explanations", request);
  expect(asked.status).toBe(202);
  const payloads = await query<{
    payload: { maxTokens: number; maxUsd: number; features: number[] };
    priority: number;
  }>(`SELECT payload, priority FROM "Job" WHERE work = $1 ORDER BY id`, [asked.body.work]);
  expect(payloads.map(({ payload, priority }) => [payload.features.length, payload.maxTokens, priority])).toEqual([
    [25, 25_000, 10],
    [5, 5_000, 10],
    [2, 2_000, 10],
  ]);
  expect(payloads.reduce((sum, { payload }) => sum + payload.maxUsd, 0)).toBeCloseTo(0.5, 9);
  expect((await post("/api/v1/explanations", request)).body).toMatchObject({ work: asked.body.work });

  const cancelled = await post(`/api/v1/works/${asked.body.work}/cancel`, {});
  expect(cancelled.body).toMatchObject({ jobs: Array.from({ length: 3 }, () => ({ state: "cancelled" })) });
  const paid = server.requests.length;
  await drain();
  expect(server.requests.length).toBe(paid);
  expect((await post("/api/v1/works/nothing-such/cancel", {})).status).toBe(404);
});

test("a list names features that there are, and says what to do with them", async () => {
  const at = (index: number) => `${MODEL}/${SOURCE}/${index}`;
  const refuse = async (body: object) => (await post("/api/v1/explanations", body)).status;
  expect(await refuse({ features: [at(100_000)], explainer: "marked-windows" })).toBe(400);
  expect(await refuse({ features: ["somewhere"], explainer: "marked-windows" })).toBe(400);
  expect(await refuse({ features: [`${MODEL}/9-none/1`], explainer: "marked-windows" })).toBe(404);
  expect(await refuse({ features: [at(1)] })).toBe(400);
  expect(await refuse({ features: [at(1)], explainer: "tea-leaves" })).toBe(400);
  const many = Array.from({ length: 1_001 }, (_, index) => at(index));
  expect(await refuse({ features: many, explainer: "marked-windows" })).toBe(400);
});

test("a list without an explainer scores the explanations that are there, and only what is missing", async () => {
  const [, , third = 0, fourth = 0] = features;
  const list = [third, fourth].map((index) => `${MODEL}/${SOURCE}/${index}`);
  const asked = await post("/api/v1/explanations", { features: list, scorers: ["exact-simulation", "detection"] });
  expect(asked).toMatchObject({ status: 202, body: { jobs: [{ name: "score-explanations" }] } });
  await drain();
  for (const index of [third, fourth])
    expect((await scoresOf(await findStatistical(index))).map(({ scorer }) => scorer)).toEqual([
      "detection",
      "exact-simulation",
    ]);
  const again = await post("/api/v1/explanations", { features: list, scorers: ["detection"] });
  expect(again).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/not scored by detection/) } });
});

test("what is most looked at is explained first, then what fires most, and nothing twice", async () => {
  const { addFeatureViews } = await import("#lib/catalog/queries/feature-views.ts");
  const rare = features.slice(100, 103);
  const today = new Date().toISOString().slice(0, 10);
  const looked = rare.map((index, i) => ({ model: MODEL, source: SOURCE, index, day: today, views: 5 + i }));
  const long = { ...looked[0], model: MODEL, source: SOURCE, index: rare[0] ?? 0, day: "2020-01-01", views: 900 };
  await addFeatureViews(catalog.db, [...looked, long, { ...long, index: 1_000_000 }, { ...long, model: "none" }]);
  const path = `/api/v1/sources/${MODEL}/${SOURCE}/explanations`;
  const asked = await post(path, { mostViewed: 4, explainer: "marked-windows" });
  const [job] = await query<{ payload: { features: number[] } }>(`SELECT payload FROM "Job" WHERE work = $1`, [
    asked.body.work,
  ]);
  const [byViews, byDensity] = [job?.payload.features.slice(0, 3), job?.payload.features[3]];
  expect(byViews).toEqual(rare.toReversed());
  expect(byDensity).toBe(features[0]);
  await drain();
  const next = await post(path, { mostViewed: 1, explainer: "marked-windows" });
  const [second] = await query<{ payload: { features: number[] } }>(`SELECT payload FROM "Job" WHERE work = $1`, [
    next.body.work,
  ]);
  expect(second?.payload.features).toEqual([features[1]]);
  await drain();
});

test("what somebody waits for goes before the catalog's own work, and that before long lists", async () => {
  const { requestFeatureExplanation } = await modules.requests();
  const { createWork, cancelWork } = await modules.jobs();
  const ask = { explainer: "marked-windows", scorers: [] };
  const list = await post("/api/v1/explanations", { ...ask, features: [`${MODEL}/${SOURCE}/${features[60]}`] });
  const shard = { name: "collect-activations", title: "Shard", step: 1, payload: { runId: 1, shard: 999 } } as const;
  await createWork(catalog.db, "catalog-test", [shard]);
  const single = await requestFeatureExplanation(
    catalog.db,
    { model: MODEL, source: SOURCE, index: features[61] ?? 0 },
    ask,
  );
  const taken: string[] = [];
  const take = (payload: unknown) => void taken.push(JSON.stringify(payload));
  const taskList = { "explain-features": take, "collect-activations": take };
  await runOnce({ pgPool: catalog.db.pool, taskList, noHandleSignals: true, logger: new Logger(() => () => {}) });
  const [shardJob] = await query<{ id: number }>(`SELECT id FROM "Job" WHERE work = 'catalog-test'`);
  expect(taken).toEqual([single.id, shardJob?.id, list.body.jobs[0].id].map((jobId) => JSON.stringify({ jobId })));
  for (const work of ["catalog-test", single.work, list.body.work]) await cancelWork(catalog.db, work);
});

test("a night explains what is most looked at and scores anew what is out of date, once", async () => {
  const { createRefreshTask, PLAN_REFRESH } = await import("#workers/refresh-task.ts");
  const outdated = await findStatistical(features[4] ?? 0);
  await query(
    `UPDATE "ExplainRun" SET version = 0 WHERE id = (SELECT "runId" FROM "Score" WHERE "explanationId" = $1)`,
    [outdated],
  );
  const [{ count } = { count: 0 }] = await query<{ count: number }>(
    `SELECT count(*)::int AS count FROM "Score" c JOIN "ExplainRun" t ON t.id = c."runId"
     WHERE t.method = 'exact-simulation' AND t.version = 0`,
  );
  expect(count).toBeGreaterThan(0);
  const plan = async (ts: string) => {
    await query(`SELECT graphile_worker.add_job($1, json_build_object('_cron', json_build_object('ts', $2::text)))`, [
      PLAN_REFRESH,
      ts,
    ]);
    await runOnce({
      pgPool: catalog.db.pool,
      taskList: { [PLAN_REFRESH]: createRefreshTask(catalog.db) },
      noHandleSignals: true,
      logger: new Logger(() => () => {}),
    });
  };
  await plan("2026-03-05T03:00:00.000Z");
  await plan("2026-03-05T03:00:00.000Z");
  const { listWorkJobs, listOpenWorks } = await modules.jobs();
  expect(await listOpenWorks(catalog.db)).toEqual(["refresh-2026-03-05"]);
  const planned = await listWorkJobs(catalog.db, "refresh-2026-03-05");
  const total = (name: string) => planned.filter((job) => job.name === name).reduce((sum, job) => sum + job.total, 0);
  expect([total("explain-features"), total("score-explanations")]).toEqual([3, count]);
  await drain();
  const done = await listWorkJobs(catalog.db, "refresh-2026-03-05");
  expect(done.map(({ state, error }) => [state, error])).toEqual(done.map(() => ["done", null]));
  expect((await scoresOf(outdated)).find(({ scorer }) => scorer === "exact-simulation")?.version).toBe(
    exactSimulation.version,
  );
  expect(await query(`SELECT FROM "ExplainRun" WHERE method = 'exact-simulation' AND version = 0`)).toEqual([]);
  expect((await scoresOf((await listNew(1))[0] ?? 0)).map(({ scorer }) => scorer)).toEqual(["detection", "fuzzing"]);

  await plan("2026-03-06T03:00:00.000Z");
  const following = await listWorkJobs(catalog.db, "refresh-2026-03-06");
  expect(new Set(following.map(({ name }) => name))).toEqual(new Set(["explain-features"]));
});

async function listNew(limit: number): Promise<number[]> {
  const rows = await query<{ id: number }>(
    `SELECT e.id FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId"
     WHERE r.method = 'marked-windows' ORDER BY e.id DESC LIMIT $1`,
    [limit],
  );
  return rows.map(({ id }) => id);
}

test("without a language model a night does what needs none, and nothing where there is nothing", async () => {
  const { planRefresh } = await import("#lib/explain/plan-refresh.ts");
  const { SCORERS } = await import("#lib/explain/scorers/registry.ts");
  const settings = { explainer: "marked-windows", features: 3, limits: { maxTokens: 1_000 }, llmModel: "" };
  expect(await planRefresh(catalog.db, "2026-03-07", settings)).toBeUndefined();
  const newer: Scorer = { ...SCORERS["exact-simulation"], version: exactSimulation.version + 1 };
  expect(await planRefresh(catalog.db, "2026-03-07", settings, [newer])).toBe("refresh-2026-03-07");
});
