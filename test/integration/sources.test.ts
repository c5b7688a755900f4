import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomNormals } from "#lib/engine/testing/random.ts";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { cancelWork, listWorkJobs } from "#lib/jobs/queries/jobs.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";

const MODEL = "tiny-llama-7m";
const TOKENS = 12_000;
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
  await plan();
  await drainJobs(catalog.db, models.directory);
}, 240_000);
afterAll(async () => {
  await catalog.drop();
  await models.remove();
});

/** What a worker does when it starts: the folder may have changed. @returns the work's name */
const plan = (tokens = TOKENS) => planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens });
const query = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await catalog.db.pool.query<T>(sql, values)).rows;

const place = (slug: string) => join(models.directory, `${MODEL}-saes`, slug);

async function copySource(slug: string, fixture: string, config?: object): Promise<void> {
  await cp(join(FIXTURES, fixture), place(slug), { recursive: true });
  if (!config) return;
  const given = await readFile(join(place(slug), "cfg.json"), "utf8").catch(() => "{}");
  await writeFile(join(place(slug), "cfg.json"), JSON.stringify({ ...JSON.parse(given), ...config }));
}

async function writeOneDirection(slug: string, seed = 5): Promise<void> {
  await mkdir(place(slug), { recursive: true });
  const config = { format: "featurepedia-directions", hook_name: "blocks.1.hook_resid_post", names: ["the only one"] };
  await writeFile(join(place(slug), "cfg.json"), JSON.stringify(config));
  const directions = { dtype: "F32", shape: [1, 16], data: randomNormals(16, seed) };
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

/** Every stored byte of sources, and where it lies: what was written again, the same or not, is another digest. */
const digest = (slugs: readonly string[]) =>
  query<{ slug: string; features: string; explanations: string }>(
    `SELECT s.slug, s.state, md5((s.*)::text) AS source,
       (SELECT md5(string_agg(concat(f.ctid, f.xmin, (f.*)::text), '' ORDER BY f."index")) FROM "Feature" f WHERE f."sourceId" = s.id) AS features,
       (SELECT md5(string_agg((e.*)::text, '' ORDER BY e.id)) FROM "Explanation" e WHERE e."sourceId" = s.id) AS explanations,
       (SELECT md5(string_agg((c.*)::text, '' ORDER BY c.id)) FROM "Score" c WHERE c."sourceId" = s.id) AS scores,
       (SELECT md5(string_agg((b.*)::text, '' ORDER BY b.method, b."index")) FROM "BestExplanation" b WHERE b."sourceId" = s.id) AS best,
       (SELECT md5((p.*)::text) FROM "SourceMap" p WHERE p."sourceId" = s.id) AS map,
       (SELECT md5(string_agg((r.*)::text, '' ORDER BY r."otherId")) FROM "SourceRelation" r JOIN "Source" o ON o.id = r."otherId"
        WHERE r."sourceId" = s.id AND o.slug = ANY($1)) AS relations,
       (SELECT count(*)::int FROM "SearchChange" x WHERE x."sourceId" = s.id) AS "searchChanges"
     FROM "Source" s WHERE s.slug = ANY($1) ORDER BY s.slug`,
    [slugs],
  );

/** What was computed of a source, whatever it is called. */
const contentOf = async (slug: string) => {
  const [content] = await query(
    `SELECT s.state, s.quality, s.summary, s.provenance - 'computedAt' AS provenance,
       (SELECT md5(string_agg(concat_ws('|', f."index", f.density, f."maxActivation", f."activeTokens", f."topTokens",
          f."outputTokens", encode(f.detail, 'hex'), f.revision), '' ORDER BY f."index")) FROM "Feature" f WHERE f."sourceId" = s.id) AS features,
       (SELECT md5(string_agg(concat_ws('|', e."index", e.side, e.text, e.predicate), '' ORDER BY e."index", e.side, e.text))
        FROM "Explanation" e WHERE e."sourceId" = s.id) AS explanations,
       (SELECT md5(string_agg(concat_ws('|', c."index", c.state, c.value, c.low, c.high, c.baseline, c.positives, c.detail,
          encode(c.evidence, 'hex')), '' ORDER BY c."index", r.method)) FROM "Score" c JOIN "ExplainRun" r ON r.id = c."runId"
        WHERE c."sourceId" = s.id) AS scores,
       (SELECT md5(concat_ws('|', encode(p.points, 'hex'), p.clusters)) FROM "SourceMap" p WHERE p."sourceId" = s.id) AS map,
       (SELECT md5(string_agg(concat_ws('|', o.slug, encode(r.nearest, 'hex'), r.chance), '' ORDER BY o.slug))
        FROM "SourceRelation" r JOIN "Source" o ON o.id = r."otherId" WHERE r."sourceId" = s.id AND o.slug <> ALL($2)) AS relations
     FROM "Source" s WHERE s.slug = $1`,
    [slug, ["1-res-512", "1-twin"]],
  );
  return content;
};

const listSlugs = async (condition = "true"): Promise<string[]> =>
  (await query<{ slug: string }>(`SELECT slug FROM "Source" s WHERE ${condition} ORDER BY slug`)).map(
    ({ slug }) => slug,
  );

describe("a source that is added to a catalog", () => {
  let there: string[];
  let before: object[];
  let sequences: object[];
  const listSequences = () =>
    query(`SELECT md5(string_agg(concat(ctid, xmin, (q.*)::text), '' ORDER BY ordinal)) FROM "Sequence" q`);
  const expectUntouched = async () => expect(await digest(there)).toEqual(before);
  beforeAll(async () => {
    there = await listSlugs();
    before = await digest(there);
    sequences = await listSequences();
  });

  test("is computed alone: after every job all others are there as they were", async () => {
    await cp(place("1-res-512"), place("1-twin"), { recursive: true });
    const work = await plan();
    await drainJobs(catalog.db, models.directory, { afterEach: expectUntouched });
    expect(before).toMatchObject(there.map((slug) => ({ slug, state: "READY" })));
    await expectUntouched();
    expect(await listSequences()).toEqual(sequences);
    expect((await listWorkJobs(catalog.db, work)).filter(({ state }) => state !== "done")).toEqual([]);
    expect(await query(`SELECT FROM "ShardResult"`)).toEqual([]);
  });

  test("has every byte that it would have, had it been computed with the others", async () => {
    expect(await contentOf("1-twin")).toMatchObject({
      state: "READY",
      features: expect.any(String),
      map: expect.any(String),
    });
    expect(await contentOf("1-twin")).toEqual(await contentOf("1-res-512"));
  });

  test("is compared with all others, and all others with it", async () => {
    const pairs = await query(
      `SELECT s.slug, o.slug AS other, r.hash IS NOT NULL AS related FROM "Source" s JOIN "Source" o ON o.id <> s.id
       LEFT JOIN "SourceRelation" r ON r."sourceId" = s.id AND r."otherId" = o.id AND r.hash = s."contentHash" AND r."otherHash" = o."contentHash"
       WHERE '1-twin' IN (s.slug, o.slug) ORDER BY 1, 2`,
    );
    expect(pairs.length).toBe(2 * there.length);
    expect(pairs.filter((pair) => !("related" in pair && pair.related))).toEqual([]);
  });
});

test("what a work that was called off left undone is done by the next, and what it did is not done again", async () => {
  await writeOneDirection("0-left", 6);
  const first = await plan();
  let shards = 0;
  const afterEach = async (name: string) => {
    if (name === "collect-activations" && ++shards === 2) await cancelWork(catalog.db, first);
  };
  await drainJobs(catalog.db, models.directory, { afterEach });
  expect(await listSlugs(`state <> 'READY'`)).toEqual(["0-left"]);

  await writeOneDirection("0-later", 7);
  await rm(place("0-openai"), { recursive: true });
  const others = await listSlugs(`state = 'READY'`);
  const before = await digest(others);
  await plan();
  await drainJobs(catalog.db, models.directory, {
    afterEach: async () => expect(await digest(others)).toEqual(before),
  });
  expect(await listSlugs(`state <> 'READY'`)).toEqual([]);
  const done = await query(
    `SELECT s.slug, j.payload->>'shard' AS shard, count(*)::int FROM "Job" j JOIN "Source" s ON s."runId" = (j.payload->>'runId')::int
     WHERE j.name = 'collect-activations' AND j.state = 'DONE' AND s.slug IN ('0-left', '0-later') GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  expect(done).toEqual(
    ["0-later", "0-left"].flatMap((slug) => ["0", "1", "2", "3"].map((shard) => ({ slug, shard, count: 1 }))),
  );
  expect(await query(`SELECT FROM "ShardResult"`)).toEqual([]);
});

test("of a source whose files have changed everything is computed anew, and of no other", async () => {
  await writeOneDirection("0-left", 8);
  const others = (await listSlugs()).filter((slug) => slug !== "0-left");
  const before = await digest(others);
  const [was] = await digest(["0-left"]);
  await plan();
  const known = before.map((row) => ({ ...row, relations: expect.anything() }));
  await drainJobs(catalog.db, models.directory, { afterEach: async () => expect(await digest(others)).toEqual(known) });
  const [is] = await digest(["0-left"]);
  expect(is).toMatchObject({ state: "READY" });
  expect(is?.features).not.toBe(was?.features);
  expect(is?.explanations).not.toBe(was?.explanations);
});

test("over another corpus all that has files is computed anew, in one run, and nothing of what was there stays", async () => {
  const work = await plan(TOKENS + 1_000);
  const afterEach = async (name: string) => {
    if (name === "ingest-corpus") await cancelWork(catalog.db, work);
  };
  await drainJobs(catalog.db, models.directory, { afterEach });
  const sources = await query<{ slug: string; run: number | null }>(
    `SELECT slug, state, (SELECT count(*)::int FROM "Feature" WHERE "sourceId" = s.id) AS features, "runId" AS run
     FROM "Source" s ORDER BY slug`,
  );
  expect(sources).toMatchObject(sources.map(({ slug }) => ({ slug, state: "REGISTERED", features: 0 })));
  expect(sources.filter(({ run }) => run === null).map(({ slug }) => slug)).toEqual(["0-openai"]);
  const runs = await query<{ id: number; lead: string | null }>(`SELECT id, parameters->>'lead' AS lead FROM "Run"`);
  expect(new Set(sources.flatMap(({ run }) => run ?? []))).toEqual(new Set(runs.map(({ id }) => id)));
  expect(runs.map(({ lead }) => lead)).toEqual(["<|endoftext|>"]);
});
