import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ScoreDetail } from "#lib/explain/schema.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { startFakeLlm } from "#test/support/fake-llm.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";

const MODEL = "tiny-llama-7m";
const KEY = "sk-test-0123456789abcdef";

let models: TinyModels;
let catalog: TestDatabase;
let features: number[];
let server: Awaited<ReturnType<typeof startFakeLlm>>;
/** What the model answers to a request for an explanation; judges are answered by what they ask for. */
let explanation = "[EXPLANATION]: the word whale and its neighbours";

beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  catalog = await createTestDatabase();
  server = await startFakeLlm(() => ({ text: explanation, usage: { inputTokens: 100, outputTokens: 10 } }));
  vi.resetModules();
  vi.stubEnv("LLM_PROVIDER", "openai-compatible");
  vi.stubEnv("LLM_BASE_URL", server.url);
  vi.stubEnv("LLM_MODEL", "scripted");
  vi.stubEnv("LLM_API_KEY", KEY);
  vi.stubEnv("LLM_INPUT_USD_PER_MILLION", "1");
  vi.stubEnv("LLM_OUTPUT_USD_PER_MILLION", "2");
  vi.stubEnv("LLM_REQUESTS_PER_MINUTE", "100000");
  const { prepareQueue } = await import("#workers/queue.ts");
  const { planDemoCatalog } = await import("#workers/plan-demo-catalog.ts");
  await prepareQueue(catalog.db);
  await planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens: 20_000 });
  await drain();
  const rows = await query<{ index: number }>(
    `SELECT f."index" FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
     WHERE s.slug = '1-res-512' ORDER BY f."activeTokens" DESC LIMIT 3`,
  );
  features = rows.map(({ index }) => index);
}, 300_000);
afterAll(async () => {
  await server.close();
  await catalog.drop();
  await models.remove();
});

const query = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await catalog.db.pool.query<T>(sql, values)).rows;

/** Settings are read once, when first imported: the workers are imported after they were set. */
async function drain(): Promise<void> {
  const { drainJobs, STEPS } = await import("#test/support/drain-jobs.ts");
  await drainJobs(catalog.db, models.directory, { lastStep: STEPS.compared });
}

async function ask(request: { explainer: string; scorers?: string[]; maxTokens?: number; features?: number[] }) {
  const { requestSourceExplanations } = await import("#lib/explain/request-explanations.ts");
  const { getJob } = await import("#lib/jobs/queries/jobs.ts");
  const address = { model: MODEL, source: "1-res-512" };
  const { jobs } = await requestSourceExplanations(catalog.db, address, { scorers: [], features, ...request });
  await drain();
  return getJob(catalog.db, jobs[0]?.id ?? 0);
}

const current = () =>
  query<{ id: number; index: number; text: string; llmModel: string }>(
    `SELECT e.id, e."index", e.text, r."llmModel" FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId"
     WHERE r.method = 'marked-windows' AND e."retiredAt" IS NULL ORDER BY e."index"`,
  );

test("a language model's explanations are stored with who wrote them and what they cost", async () => {
  const job = await ask({ explainer: "marked-windows" });
  expect([job.state, job.error]).toEqual(["done", null]);
  expect(job.cost).toMatchObject({ calls: 3, tokens: 330, cachedCalls: 0, unpricedCalls: 0 });
  expect(job.cost?.usd).toBeCloseTo((3 * (100 + 2 * 10)) / 1e6, 12);
  expect((await current()).map(({ index, llmModel }) => [index, llmModel])).toEqual(
    features.toSorted((a, b) => a - b).map((index) => [index, "scripted"]),
  );
});

test("any text can be scored by embedding match, and judges get silent passages of similar text", async () => {
  const frequent = await query<{ index: number }>(
    `SELECT c."index" FROM "Score" c JOIN "Source" s ON s.id = c."sourceId"
     WHERE s.slug = '1-res-512' AND c."explanationId" IS NULL AND c.state = 'SCORED' ORDER BY c."index" LIMIT 3`,
  );
  const job = await ask({
    explainer: "max-activation-logits",
    scorers: ["detection", "embedding-match"],
    features: frequent.map(({ index }) => index),
  });
  expect([job.state, job.error]).toEqual(["done", null]);
  const scores = await query<{ method: string; state: string; provenance: { settings: object }; detail: ScoreDetail }>(
    `SELECT r.method, s.state, r.provenance, s.detail FROM "Score" s JOIN "ExplainRun" r ON r.id = s."runId"
     JOIN "Explanation" e ON e.id = s."explanationId" JOIN "ExplainRun" w ON w.id = e."runId"
     WHERE w.method = 'max-activation-logits'`,
  );
  const matched = scores.filter(({ method }) => method === "embedding-match");
  expect(matched).toHaveLength(3);
  for (const { state, provenance, detail } of matched) {
    expect([state, detail.metric]).toEqual(["SCORED", "auroc"]);
    expect(provenance.settings).toMatchObject({ embedder: "use-en" });
    expect(detail.falseAlarms?.map(({ negatives }) => negatives)).toContain("nearest-text");
  }
  for (const { provenance } of scores) expect(provenance.settings).toMatchObject({ embedderVersion: 1 });
});

test("doing it again pays for nothing and leaves what was there", async () => {
  const before = await current();
  const asked = server.requests.length;
  await catalog.db.pool.query(`UPDATE "Job" SET state = 'FAILED', cost = NULL WHERE name = 'explain-features'`);
  const job = await ask({ explainer: "marked-windows" });
  expect([job.state, job.cost?.calls, job.cost?.cachedCalls]).toEqual(["done", 0, 3]);
  expect(server.requests.length).toBe(asked);
  expect(await current()).toEqual(before);
});

test("an answer that is no explanation is kept as a failure and never shown as a label", async () => {
  explanation = "I cannot tell.";
  const [feature = 0] = await listOthers();
  const job = await ask({ explainer: "marked-windows", features: [feature] });
  expect(job.state).toBe("done");
  const failures = await query<{ kind: string }>(
    `SELECT f.kind FROM "ExplainFailure" f JOIN "ExplainRun" r ON r.id = f."runId" WHERE r.method = 'marked-windows'`,
  );
  expect(failures).toHaveLength(1);
  expect((await current()).map(({ index }) => index)).not.toContain(feature);
});

test("a budget that would be exceeded ends the job before the call, and says so", async () => {
  const asked = server.requests.length;
  const job = await ask({ explainer: "marked-windows", features: (await listOthers()).slice(1, 2), maxTokens: 50 });
  expect([job.state, job.error]).toEqual(["failed", expect.stringMatching(/50 tokens/)]);
  expect(server.requests.length).toBe(asked);
});

test("the key is stored nowhere", async () => {
  const tables = await query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
  for (const { name } of tables)
    expect(await query(`SELECT FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%'`, [KEY])).toEqual([]);
});

test("what is asked for must exist", async () => {
  await expect(ask({ explainer: "tea-leaves" })).rejects.toThrow(/no explainer “tea-leaves”/);
  await expect(ask({ explainer: "marked-windows", features: [100_000] })).rejects.toMatchObject({
    code: "bad_request",
  });
});

async function listOthers(): Promise<number[]> {
  const rows = await query<{ index: number }>(
    `SELECT f."index" FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
     WHERE s.slug = '1-res-512' ORDER BY f."activeTokens" DESC LIMIT 3 OFFSET 3`,
  );
  return rows.map(({ index }) => index);
}
