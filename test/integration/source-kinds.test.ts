import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";

const MODEL = "tiny-llama-7m";
const FIXTURES = join(import.meta.dirname, "..", "fixtures", "sae");

let models: TinyModels;
let catalog: TestDatabase;
beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  await copySource("0-norm", "saelens-layer-norm");
  await copySource("0-openai", "openai/resid_post_mlp_v5_32k/autoencoders", { hook_name: "blocks.0.hook_resid_post" });
  await copySource("0-tc-skip", "sparsify-skip-transcoder/layers.0.mlp", {
    hook_name: "blocks.0.mlp.hook_in",
    hook_name_out: "blocks.0.hook_mlp_out",
  });
  await copySource("0-directions", "directions-biased");
  await writeOneDirection("1-direction");
  await copySource("1-clt", "clt");
  catalog = await createTestDatabase();
  await prepareQueue(catalog.db);
  await planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens: 4_000 });
  await drainJobs(catalog.db, models.directory);
}, 240_000);
afterAll(async () => {
  await catalog.drop();
  await models.remove();
});

const place = (slug: string) => join(models.directory, `${MODEL}-saes`, slug);

async function copySource(slug: string, fixture: string, config?: object): Promise<void> {
  await cp(join(FIXTURES, fixture), place(slug), { recursive: true });
  if (!config) return;
  const given = await readFile(join(place(slug), "cfg.json"), "utf8").catch(() => "{}");
  await writeFile(join(place(slug), "cfg.json"), JSON.stringify({ ...JSON.parse(given), ...config }));
}

async function writeOneDirection(slug: string): Promise<void> {
  await mkdir(place(slug));
  const config = { format: "featurepedia-directions", hook_name: "blocks.1.hook_resid_post", names: ["the only one"] };
  await writeFile(join(place(slug), "cfg.json"), JSON.stringify(config));
  const directions = { dtype: "F32", shape: [1, 16], data: randomNormals(16, 5) };
  await writeSafetensors(join(place(slug), "directions.safetensors"), { directions });
}

test("sources of every kind are computed to the end", async () => {
  const { rows } = await catalog.db.pool.query(
    `SELECT slug, kind, state FROM "Source" WHERE kind <> 'NEURONS' ORDER BY slug`,
  );
  expect(rows).toEqual([
    { slug: "0-directions", kind: "DIRECTIONS", state: "READY" },
    { slug: "0-norm", kind: "SAE", state: "READY" },
    { slug: "0-openai", kind: "SAE", state: "READY" },
    { slug: "0-res-512", kind: "SAE", state: "READY" },
    { slug: "0-tc-skip", kind: "TRANSCODER", state: "READY" },
    { slug: "1-clt", kind: "TRANSCODER", state: "READY" },
    { slug: "1-direction", kind: "DIRECTIONS", state: "READY" },
    { slug: "1-res-512", kind: "SAE", state: "READY" },
  ]);
  const failed = await catalog.db.pool.query(`SELECT title, error FROM "Job" WHERE state <> 'DONE'`);
  expect(failed.rows).toEqual([]);
});

test("what rebuilds nothing is not measured, and says so", async () => {
  const { rows } = await catalog.db.pool.query<{ title: string; note: string | null }>(
    `SELECT title, note FROM "Job" WHERE name = 'measure-source' ORDER BY title`,
  );
  const sources = rows.map(({ title }) => title.slice(title.indexOf("/") + 1));
  expect(sources).toEqual(["0-norm", "0-openai", "0-res-512", "0-tc-skip", "1-clt", "1-res-512"]);
  const unmeasured = rows.filter(({ note }) => note?.includes("rebuilds no activation"));
  expect(unmeasured.map(({ title }) => title)).toEqual([`Measure the quality of ${MODEL}/1-clt`]);
});
