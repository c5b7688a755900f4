import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compareFeatures } from "#lib/compare/compare-features.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs, STEPS } from "#test/support/drain-jobs.ts";
import { callApi } from "#test/support/api.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { beat } from "#lib/jobs/queries/workers.ts";
import { type LiveServer, listen } from "#workers/live/http-server.ts";
import { createLiveAnswers } from "#workers/live/live-answers.ts";
import { createLiveSessions, type LiveSessions } from "#workers/live/live-sessions.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";

const MODEL = "tiny-llama-7m";
const SAE = "1-res-512";
const NEURONS = "0";

let models: TinyModels;
let catalog: TestDatabase;
let sessions: LiveSessions;
let server: LiveServer;
beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  catalog = await createTestDatabase();
  const { db } = catalog;
  await prepareQueue(db);
  await planDemoCatalog(db, { modelsDirectory: models.directory, tokens: 4_000 });
  await drainJobs(db, models.directory, { lastStep: STEPS.features });
  sessions = createLiveSessions({ threads: 1 });
  server = await listen(createLiveAnswers(db, sessions), { secret: "s3cret" });
  await beat(db, { id: "pool", host: "here", pid: 1, provider: "cpu", url: server.url, secret: "s3cret" });
}, 240_000);
afterAll(async () => {
  await server.close();
  await sessions.close();
  await catalog.drop();
  await models.remove();
});

const address = (source: string, index: number) => ({ model: MODEL, source, index });

/** The feature of a source that is active most often. */
async function findCommon(source: string): Promise<{ index: number; density: number; detail: Buffer }> {
  const { rows } = await catalog.db.pool.query<{ index: number; density: number; detail: Buffer }>(
    `SELECT f."index", f.density, f.detail FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
     WHERE s.slug = $1 ORDER BY f.density DESC, f."index" LIMIT 1`,
    [source],
  );
  const [row] = rows;
  if (!row) throw new Error(`${source} has no feature.`);
  return row;
}

test("features are counted on what was drawn of each, and agree with what the catalog stores of them", async () => {
  const [sae, neuron] = [await findCommon(SAE), await findCommon(NEURONS)];
  const { features, rows, decoderCosine } = await compareFeatures(catalog.db, [
    address(SAE, sae.index),
    address(NEURONS, neuron.index),
  ]);
  expect(features).toEqual([
    { source: SAE, index: sae.index, density: sae.density },
    { source: NEURONS, index: neuron.index, density: neuron.density },
  ]);
  for (const [at, { detail }] of [sae, neuron].entries()) {
    const stored = decodeFeatureDetail(detail).groups.find(({ kind }) => kind === "random")?.examples ?? [];
    const row = rows[at];
    expect(row?.sequences).toBe(stored.length);
    expect(row?.active).toBe(stored.reduce((sum, { positions }) => sum + positions.length, 0));
    const [own, other] = at === 0 ? [row?.cells[0], row?.cells[1]] : [row?.cells[1], row?.cells[0]];
    expect(own).toMatchObject({ both: row?.active, share: 1, interval: { high: 1 } });
    expect(own?.correlation).toBeCloseTo(1, 6);
    expect(other?.share).toBe((other?.both ?? NaN) / (row?.active ?? NaN));
  }
  expect(decoderCosine[0]?.[0]).toBeCloseTo(1, 5);
  expect(decoderCosine[0]?.[1]).toBeCloseTo(decoderCosine[1]?.[0] ?? NaN, 6);
});

test("what cannot be compared is refused in a sentence", async () => {
  const compare = (...features: ReturnType<typeof address>[]) => compareFeatures(catalog.db, features);
  const refused = async (comparing: Promise<unknown>) =>
    comparing.then(
      () => "not refused",
      (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
    );
  expect(await refused(compare(address(SAE, 0)))).toMatch(/^bad_request: .*at least two/);
  expect(await refused(compare(address(SAE, 0), address(SAE, 0)))).toMatch(/^bad_request: .*once/);
  expect(await refused(compare(...Array.from({ length: 7 }, (_, index) => address(SAE, index))))).toMatch(/At most 6/);
  expect(await refused(compare(address(SAE, 0), { ...address(SAE, 1), model: "other" }))).toMatch(/of one model/);
  expect(await refused(compare(address(SAE, 0), address(SAE, 512)))).toMatch(/^not_found/);
  await catalog.db.prisma.source.updateMany({ where: { slug: NEURONS }, data: { visibility: "PRIVATE" } });
  expect(await refused(compare(address(SAE, 0), address(NEURONS, 0)))).toMatch(/^not_found/);
  await catalog.db.prisma.source.updateMany({ where: { slug: NEURONS }, data: { visibility: "PUBLIC" } });
});

test("the API compares by addresses, and says what is wrong with them", async () => {
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", catalog.url);
  const ask = (features: string) => callApi(`/api/v1/compare?features=${features}`);
  const answer = await ask(`${MODEL}/${SAE}/1,${MODEL}/${SAE}/2`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ model: MODEL, features: [{ index: 1 }, { index: 2 }] });
  for (const wrong of [`${MODEL}/${SAE}/1`, "nonsense,1", ""]) expect((await ask(wrong)).status).toBe(400);
  expect((await ask(`${MODEL}/${SAE}/1,${MODEL}/${SAE}/9999`)).status).toBe(404);
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
});
