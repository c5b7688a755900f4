import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { contracts } from "#lib/api/contracts.ts";
import { Problem } from "#lib/api/problem.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { buildExplanation, buildFeatureScore, buildScore } from "#test/support/explanations.ts";
import { buildCatalog } from "#test/support/factories.ts";
import { callApi, listRoutePaths } from "#test/support/api.ts";

const SOURCE = "/api/v1/sources/tiny-llama-7m/2-res-4k";
const FEATURE = "/api/v1/features/tiny-llama-7m/2-res-4k/3";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await buildCatalog(database.db);
  await buildCatalog(database.db, { model: "secret", visibility: "PRIVATE", documents: 8, seed: 2 });
  await buildScore(database.db, await buildExplanation(database.db, { index: 3 }));
  await buildFeatureScore(database.db, { index: 3 });
  await buildExplanation(database.db, { model: "secret", index: 3 });
  await database.db.prisma.job.create({
    data: { name: "measure-source", title: "Measure", work: "demo", step: 1, payload: {}, unit: "tokens" },
  });
  // Settings are read once, when first imported.
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", database.url);
});
afterAll(async () => {
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
  await database.drop();
});

describe.each([
  ["/api/v1/models", "listModels"],
  ["/api/v1/models/tiny-llama-7m", "getModel"],
  ["/api/v1/sources", "listSources"],
  ["/api/v1/models?limit=1", "listModels"],
  ["/api/v1/sources?model=tiny-llama-7m&limit=1", "listSources"],
  [SOURCE, "getSource"],
  [`${SOURCE}/densities`, "getSourceDensities"],
  [`${SOURCE}/features?sort=density&limit=5&state=live`, "listFeatures"],
  [FEATURE, "getFeature"],
  [`${SOURCE}/explanation-quality`, "getExplanationQuality"],
  ["/api/v1/explanations/1/evidence", "getExplanationEvidence"],
  [`${FEATURE}/coherence`, "getFeatureCoherence"],
  ["/api/v1/suggest?q=tiny", "suggest"],
  ["/api/v1/openapi.json", "getOpenApi"],
])("GET %s", (path, id) => {
  test("answers what its contract says", async () => {
    const response = await callApi(path);
    const body = await response.json();
    expect(response.status).toBe(200);
    expect(contracts.find((contract) => contract.id === id)?.response.parse(body)).toEqual(body);
  });
  test("does not send again what the client has", async () => {
    const etag = (await callApi(path)).headers.get("etag") ?? "";
    expect((await callApi(path, { headers: { "if-none-match": etag } })).status).toBe(304);
  });
  test("answers HEAD without a body and refuses DELETE", async () => {
    const head = await callApi(path, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const refused = await callApi(path, { method: "DELETE" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  });
});

test.each([
  ["/api/v1/models/none", 404],
  ["/api/v1/models/secret", 404],
  ["/api/v1/models/NOT%20A%20SLUG", 400],
  ["/api/v1/sources?model=../x", 400],
  ["/api/v1/sources?colour=red", 400],
  ["/api/v1/sources?limit=5000", 400],
  ["/api/v1/sources?cursor=abc", 400],
  ["/api/v1/models?cursor=abc", 400],
  ["/api/v1/sources/secret/2-res-4k", 404],
  ["/api/v1/sources/tiny-llama-7m/9-res", 404],
  [`${SOURCE}/features?sort=colour`, 400],
  [`${SOURCE}/features?limit=5000`, 400],
  [`${SOURCE}/features?cursor=abc`, 400],
  [`${SOURCE}/features?densityMin=much`, 400],
  [`${SOURCE}/features?scoreMin=2`, 400],
  [`${SOURCE}/features?method=NO%20METHOD`, 400],
  [`${SOURCE}/features?explained=maybe`, 400],
  ["/api/v1/features/secret/2-res-4k/3", 404],
  ["/api/v1/features/tiny-llama-7m/2-res-4k/123456", 404],
  ["/api/v1/features/tiny-llama-7m/2-res-4k/-1", 400],
  ["/api/v1/features/tiny-llama-7m/2-res-4k/99999999999", 400],
  ["/api/v1/features/secret/2-res-4k/3/coherence", 404],
  ["/api/v1/features/tiny-llama-7m/2-res-4k/4/coherence", 404],
  ["/api/v1/explanations/2/evidence", 404],
  ["/api/v1/explanations/999/evidence", 404],
  ["/api/v1/explanations/x/evidence", 400],
  ["/api/v1/sources/secret/2-res-4k/explanation-quality", 404],
  ["/api/v1/sources/secret/2-res-4k/densities", 404],
  ["/api/v1/nothing/here", 404],
  ["/api", 404],
])("%s is a problem with status %i", async (path, status) => {
  const response = await callApi(path);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(Problem.parse(await response.json())).toMatchObject({ status });
  expect(response.status).toBe(status);
});

test("a private feature's tag is not given away", async () => {
  const response = await callApi("/api/v1/features/secret/2-res-4k/3", { headers: { "if-none-match": "*" } });
  expect(response.status).toBe(404);
});

test.each(["max", "score"])("pages of features by %s join to the whole listing", async (sort) => {
  const seen: number[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await (await callApi(`${SOURCE}/features?sort=${sort}&limit=30&cursor=${cursor}`)).json();
    seen.push(...page.items.map(({ index }: { index: number }) => index));
    cursor = page.nextCursor;
  }
  expect(new Set(seen).size).toBe(200);
  expect(seen).toHaveLength(200);
});

test("pages of sources join to the whole listing, and a cursor of another listing is refused", async () => {
  const first = await (await callApi("/api/v1/sources?limit=1")).json();
  const second = await (await callApi(`/api/v1/sources?limit=1&cursor=${first.nextCursor}`)).json();
  const whole = await (await callApi("/api/v1/sources")).json();
  expect([...first.items, ...second.items]).toEqual(whole.items);
  expect([first.total, second.nextCursor, whole.nextCursor]).toEqual([2, null, null]);
  for (const foreign of ["/api/v1/sources?model=tiny-llama-7m&", "/api/v1/models?", `${SOURCE}/features?`])
    expect((await callApi(`${foreign}cursor=${first.nextCursor}`)).status).toBe(400);
});

test("a feature's ETag changes with its revision, and with how its source was made", async () => {
  const etag = async () => (await callApi(FEATURE)).headers.get("etag") ?? "";
  const first = await etag();
  await database.db.prisma.feature.updateMany({ where: { index: 3 }, data: { revision: { increment: 1 } } });
  const second = await etag();
  await database.db.pool.query(`UPDATE "Source" SET provenance = jsonb_set(provenance, '{seed}', '2')`);
  const third = await etag();
  expect(new Set([first, second, third]).size).toBe(3);
  expect((await callApi(FEATURE, { headers: { "if-none-match": first } })).status).toBe(200);
});

test("live activations need a worker, a text, and patience", async () => {
  const ask = (body: unknown) =>
    callApi(`${FEATURE}/activations`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "x-forwarded-for": "test" },
    });
  expect((await ask({})).status).toBe(400);
  const alone = await ask({ text: "a quiet hedgehog" });
  expect([alone.status, alone.headers.get("retry-after")]).toEqual([503, "5"]);
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ text: "dog" })));
  const limited = answers.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThanOrEqual(20);
  expect(Number(limited[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
});

test("a look at a feature counts once, for people on our own pages only, and is stored by day", async () => {
  const BROWSER = "Mozilla/5.0 (X11; Linux x64; rv:140.0) Gecko/20100101 Firefox/140.0";
  const look = async (client: string, headers: Record<string, string> = {}, path = FEATURE) => {
    const response = await callApi(`${path}/views`, {
      method: "POST",
      headers: { "user-agent": BROWSER, "x-forwarded-for": client, ...headers },
    });
    return [response.status, (await response.json()).counted];
  };
  expect(await look("visitor-one")).toEqual([202, true]);
  expect(await look("visitor-one")).toEqual([202, false]);
  expect(await look("visitor-two", { "sec-fetch-site": "same-origin" })).toEqual([202, true]);
  expect(await look("visitor-three", { "sec-fetch-site": "cross-site" })).toEqual([202, false]);
  expect(await look("visitor-four", { "user-agent": "curl/8.5.0" })).toEqual([202, false]);
  expect(await look("visitor-one", {}, "/api/v1/features/secret/2-res-4k/3")).toEqual([202, true]);
  expect((await look("visitor-one", {}, "/api/v1/features/tiny-llama-7m/2-res-4k/x"))[0]).toBe(400);
  for (let i = 0; i < 60; i++) await look("visitor-hasty");
  expect((await look("visitor-hasty"))[0]).toBe(429);

  const { viewCounter } = await import("#lib/catalog/view-counter.ts");
  await viewCounter.flush();
  const { rows } = await database.db.pool.query<{ row: string }>(
    `SELECT m.slug || ' ' || v."index" || ' ' || v.views AS row FROM "FeatureView" v
     JOIN "Source" s ON s.id = v."sourceId" JOIN "Model" m ON m.id = s."modelId"`,
  );
  expect(rows).toEqual([{ row: "tiny-llama-7m 3 3" }]);
});

test("jobs are listed fresh; only the operator cancels", async () => {
  const response = await callApi("/api/v1/jobs");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const { items } = await response.json();
  expect(items).toMatchObject([{ title: "Measure", state: "waiting" }]);
  const refused = await callApi(`/api/v1/jobs/${items[0].id}/cancel`, { method: "POST" });
  expect(refused.status).toBe(403);
});

test("health is what a monitor reads: status, version and counts, nothing more", async () => {
  const response = await callApi("/api/health");
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({
    status: "ok",
    version: expect.any(String),
    catalog: { models: 1, sources: 2, features: 300, examples: expect.any(Number), explanations: 1 },
    jobs: { waiting: 1, running: 0, failed: 0 },
  });
});

test("every route is described, and every description has its route", () => {
  expect(listRoutePaths()).toEqual([...new Set(contracts.map(({ path }) => path))].toSorted());
});

test("the description is valid OpenAPI 3.1", async () => {
  const document = await (await callApi("/api/v1/openapi.json")).json();
  const { valid, errors } = await new Validator().validate(document);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
});
