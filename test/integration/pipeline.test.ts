import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FeatureQuery } from "#lib/catalog/feature-query.ts";
import { listSimilarFeatures } from "#lib/catalog/queries/similar-features.ts";
import { listFeatures } from "#lib/catalog/queries/features.ts";
import { replaceFeatures } from "#lib/catalog/queries/write-features.ts";
import { SourceQuality, SourceSummary } from "#lib/catalog/schema.ts";
import { documentSplit } from "#lib/corpus/document-hash.ts";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { unitRows } from "#lib/engine/linear.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { ExplainProvenance, ScoreDetail } from "#lib/explain/schema.ts";
import { decodeIntruders } from "#lib/explain/scorers/intruder-codec.ts";
import { decodeEvidence } from "#lib/explain/scorers/evidence-codec.ts";
import { requestActivations } from "#lib/jobs/live.ts";
import { cancelJob, listWorkJobs, restartWork } from "#lib/jobs/queries/jobs.ts";
import { beat } from "#lib/jobs/queries/workers.ts";
import { getMap } from "#lib/map/queries/read-map.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { readNeurons } from "#lib/sae/neurons.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { roundToFloat16 } from "#lib/stats/float16.ts";
import { RELATED_COUNT } from "#lib/stats/relation-codec.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs, STEPS } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { listen } from "#workers/live/http-server.ts";
import { createLiveAnswers } from "#workers/live/live-answers.ts";
import { createLiveSessions } from "#workers/live/live-sessions.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";

const MODEL = "tiny-llama-7m";
const SOURCE = "1-res-512";
const TOKENS = 20_000;

let models: TinyModels;
let catalog: TestDatabase;
let work: string;
beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  catalog = await createTestDatabase();
  await prepareQueue(catalog.db);
  work = await planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens: TOKENS });
  await drainJobs(catalog.db, models.directory);
}, 240_000);
afterAll(async () => {
  await catalog.drop();
  await models.remove();
});

const query = async <T extends object>(sql: string, values: unknown[] = [], { db } = catalog): Promise<T[]> =>
  (await db.pool.query<T>(sql, values)).rows;

describe("the demo catalog", () => {
  test("is complete: every job done, every feature of every source there", async () => {
    expect((await listWorkJobs(catalog.db, work)).filter(({ state }) => state !== "done")).toEqual([]);
    const sources = await query(
      `SELECT slug, kind, state, (SELECT count(*)::int FROM "Feature" WHERE "sourceId" = s.id) = features AS complete
       FROM "Source" s ORDER BY slug`,
    );
    expect(sources).toEqual([
      { slug: "0", kind: "NEURONS", state: "READY", complete: true },
      { slug: "0-res-512", kind: "SAE", state: "READY", complete: true },
      { slug: "1", kind: "NEURONS", state: "READY", complete: true },
      { slug: "1-res-512", kind: "SAE", state: "READY", complete: true },
    ]);
    expect(await query(`SELECT FROM "ShardResult"`)).toEqual([]);
  });

  test("knows of every feature the nearest of the other sources, by the weights themselves", async () => {
    const model = await openModelDirectory(join(models.directory, MODEL));
    const [weights, neurons] = await Promise.all([
      readSource(model, join(models.directory, `${MODEL}-saes`, SOURCE)),
      readNeurons(model, 0),
    ]);
    const unit = unitRows(weights.decoder, weights.dOut);
    const others = unitRows(neurons.decoder, neurons.dOut);
    const cosine = (a: number, b: number) => {
      let sum = 0;
      for (let i = 0; i < weights.dOut; i++)
        sum += (unit[a * weights.dOut + i] ?? NaN) * (others[b * weights.dOut + i] ?? NaN);
      return sum;
    };
    for (const index of [0, 17, 511]) {
      const { sources } = await listSimilarFeatures(catalog.db, { model: MODEL, source: SOURCE, index });
      expect(sources.map(({ source }) => source)).toEqual(["0", "0-res-512", "1"]);
      const [found] = sources;
      const { rows } = await catalog.db.pool.query<{ index: number }>(
        `SELECT f."index" FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId" WHERE s.slug = '0' AND f."activeTokens" > 0`,
      );
      const live = new Set(rows.map((row) => row.index));
      const nearest = Array.from({ length: neurons.features }, (_, other) => other)
        .toSorted((a, b) => cosine(index, b) - cosine(index, a))
        .slice(0, RELATED_COUNT)
        .filter((other) => live.has(other));
      expect(found?.features.map((feature) => feature.index)).toEqual(nearest.slice(0, 3));
      for (const feature of found?.features ?? []) expect(feature.cosine).toBeCloseTo(cosine(index, feature.index), 2);
      expect(found?.chance.high).toBeGreaterThan(found?.chance.median ?? 1);
    }
  });

  test("has a map of every source: each live feature has its place, and a cluster's features are those of its table", async () => {
    for (const source of ["0", SOURCE]) {
      const address = { model: MODEL, source };
      const { points, clusters, provenance } = await getMap(catalog.db, address);
      const live = await query<{ index: number }>(
        `SELECT f."index" FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
         WHERE s.slug = $1 AND f."activeTokens" > 0 ORDER BY 1`,
        [source],
      );
      expect(points.map(([index]) => index)).toEqual(live.map(({ index }) => index));
      for (const [, x, y] of points) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(x, y)).toBeLessThanOrEqual(1);
      }
      expect(provenance).toMatchObject({ neighbours: 15, seed: 1 });
      for (const [cluster, { features }] of clusters.entries()) {
        expect(points.filter(([, , , own]) => own === cluster)).toHaveLength(features);
        const { total } = await listFeatures(catalog.db, address, FeatureQuery.parse({ cluster }));
        expect(total).toBe(features);
      }
      const none = await listFeatures(catalog.db, address, FeatureQuery.parse({ cluster: clusters.length }));
      expect(none.total).toBe(0);
    }
  });

  test("counts each token once, and says how it was made", async () => {
    const [{ tokens, hashes } = { tokens: 0, hashes: [] }] = await query<{ tokens: number; hashes: string[] }>(
      `SELECT (SELECT sum(length - 1)::int FROM "Sequence") AS tokens, (SELECT array_agg(hash) FROM "Document") AS hashes`,
    );
    expect(tokens).toBeGreaterThanOrEqual(TOKENS);
    expect(new Set(hashes.map(documentSplit))).toEqual(new Set(["explain", "select", "test"]));
    for (const row of await query<{ summary: unknown; provenance: object }>(
      `SELECT summary, provenance FROM "Source"`,
    )) {
      const summary = SourceSummary.parse(row.summary);
      expect(summary.tokens).toBe(tokens);
      expect(row.provenance).toMatchObject({
        corpus: "demo",
        tokens,
        documents: hashes.length,
        executionProvider: "cpu",
      });
    }
  });

  test("measures quality on documents of the test split only", async () => {
    const measured = await query<{ hash: string }>(
      `SELECT DISTINCT d.hash FROM "Run" r, jsonb_array_elements_text(r.parameters->'measured') m
       JOIN "Sequence" s ON s.ordinal = m::int JOIN "Document" d ON d.ordinal = s."documentOrdinal"`,
    );
    expect(new Set(measured.map(({ hash }) => documentSplit(hash)))).toEqual(new Set(["test"]));
    const [row] = await query<{ quality: unknown }>(`SELECT quality FROM "Source" WHERE slug = '0-res-512'`);
    const quality = SourceQuality.parse(row?.quality);
    expect(quality).toMatchObject({ documents: measured.length, l0: expect.closeTo(8, 0) });
    for (const [figure, interval] of [
      [quality.fve, quality.fveInterval],
      [quality.pcaFve, quality.pcaFveInterval],
      [quality.klWithSource, quality.klWithSourceInterval],
    ] as const) {
      expect(interval?.low).toBeLessThan(figure ?? Number.NaN);
      expect(interval?.high).toBeGreaterThan(figure ?? Number.NaN);
    }
  });

  test("shows as a feature's strongest example what the model does there", async () => {
    const directory = join(models.directory, MODEL);
    const model = await openModelDirectory(directory);
    const session = await openActivationSession(model, [await readSource(model, `${directory}-saes/${SOURCE}`)], {
      threads: 1,
    });
    const features = await query<{ index: number; maxActivation: number; detail: Buffer }>(
      `SELECT "index", "maxActivation", detail FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId"
       WHERE s.slug = $1 AND f."maxActivation" > 0 ORDER BY "index" LIMIT 20`,
      [SOURCE],
    );
    expect(features.length).toBe(20);
    for (const { index, maxActivation, detail } of features) {
      const [top] = decodeFeatureDetail(detail).groups.find(({ kind }) => kind === "top")?.examples ?? [];
      expect(top?.values).toContain(maxActivation);
      const [sequence] = await query<{ tokens: Buffer }>(`SELECT tokens FROM "Sequence" WHERE ordinal = $1`, [
        top?.sequence,
      ]);
      const ids = Int32Array.from(unpackTokens(sequence?.tokens ?? Buffer.of()));
      const [activations] = await session.run(ids, 1, ids.length);
      const at = (top?.peakPosition ?? 0) * (activations?.k ?? 0);
      const entry = activations?.indices.subarray(at, at + activations.k).indexOf(index) ?? -1;
      expect(roundToFloat16(activations?.values[at + entry] ?? 0)).toBeCloseTo(maxActivation, 2);
    }
    await session.close();
  });

  test("explains features without a language model, from the explain split, and scores them on the test split", async () => {
    const rows = await query<{ method: string; side: string; text: string; provenance: unknown; explained: number }>(
      `SELECT DISTINCT ON (r.method) r.method, e.side, e.text, r.provenance,
         count(*) OVER (PARTITION BY r.method)::int AS explained
       FROM "Explanation" e JOIN "ExplainRun" r ON r.id = e."runId" WHERE e."retiredAt" IS NULL ORDER BY r.method, e.id`,
    );
    expect(rows.map(({ method, side }) => [method, side])).toContainEqual(["token-statistics", "INPUT"]);
    const [first] = rows.filter(({ method }) => method === "token-statistics");
    expect(first?.explained).toBeGreaterThan(500);
    const { tokens, documents, sourceHash } = ExplainProvenance.parse(first?.provenance);
    const splitTokens = await query<{ hash: string; tokens: number }>(
      `SELECT d.hash, sum(s.length - 1)::int AS tokens FROM "Document" d JOIN "Sequence" s ON s."documentOrdinal" = d.ordinal GROUP BY d.hash`,
    );
    const test = splitTokens.filter(({ hash }) => documentSplit(hash) === "test");
    expect([documents.test, tokens.test]).toEqual([test.length, test.reduce((sum, row) => sum + row.tokens, 0)]);
    expect(await query(`SELECT FROM "Source" WHERE "contentHash" = $1`, [sourceHash])).toHaveLength(1);
  });

  test("scores say what they rest on, or that there is not enough", async () => {
    const scores = await query<{
      state: string;
      value: number | null;
      low: number | null;
      high: number | null;
      positives: number;
      detail: unknown;
      evidence: Buffer | null;
    }>(
      `SELECT s.state, s.value, s.low, s.high, s.positives, s.detail, s.evidence
       FROM "Score" s JOIN "ExplainRun" r ON r.id = s."runId" WHERE r.method = 'exact-simulation'`,
    );
    expect(new Set(scores.map(({ state }) => state))).toEqual(new Set(["SCORED", "NOT_ENOUGH_DATA"]));
    for (const { state, value, positives, detail, evidence } of scores) {
      const { why, baselines } = ScoreDetail.parse(detail);
      if (state === "SCORED") {
        expect(value).toEqual(expect.any(Number));
        expect(baselines.map(({ name }) => name)).toEqual(["top-token", "shuffled", "constant"]);
        expect(decodeEvidence(evidence ?? Buffer.of()).length).toBeGreaterThan(0);
      } else {
        expect(positives).toBeLessThan(20);
        expect(why).toContain("20 are needed");
      }
    }
  });

  test("every feature is told whether its passages hang together, or why not", async () => {
    const scores = await query<{ state: string; value: number | null; detail: unknown; evidence: Buffer | null }>(
      `SELECT s.state, s.value, s.detail, s.evidence FROM "Score" s WHERE s."explanationId" IS NULL`,
    );
    const [{ features } = { features: 0 }] = await query<{ features: number }>(
      `SELECT count(*)::int AS features FROM "Feature"`,
    );
    expect(scores).toHaveLength(features);
    expect(new Set(scores.map(({ state }) => state))).toEqual(new Set(["SCORED", "NOT_ENOUGH_DATA"]));
    for (const { state, value, detail, evidence } of scores) {
      const { why, baselines, metric } = ScoreDetail.parse(detail);
      expect(metric).toBe("accuracy");
      if (state === "SCORED") {
        expect(value).toEqual(expect.any(Number));
        expect(baselines.map(({ name }) => name)).toEqual(["shuffled", "chance"]);
        expect(decodeIntruders(evidence ?? Buffer.of()).length).toBeGreaterThan(0);
      } else expect(why).toContain("20 are needed");
    }
    const runs = await query<{ provenance: unknown }>(
      `SELECT provenance FROM "ExplainRun" WHERE method = 'intruder-coherence'`,
    );
    for (const { provenance } of runs)
      expect(ExplainProvenance.parse(provenance).settings).toMatchObject({ embedder: "use-en", embedderVersion: 1 });
    expect(await query(`SELECT name, dimensions FROM "Embedder"`)).toEqual([{ name: "use-en", dimensions: 512 }]);
  });

  test("is planned once for the same inputs, and anew for others", async () => {
    const options = { modelsDirectory: models.directory, tokens: TOKENS };
    expect(await planDemoCatalog(catalog.db, options)).toBe(work);
    expect(await query(`SELECT DISTINCT work FROM "Job"`)).toEqual([{ work }]);
    const other = await planDemoCatalog(catalog.db, { ...options, tokens: TOKENS + 1 });
    expect(other).not.toBe(work);
    // Back again: what was planned in between is called off.
    await planDemoCatalog(catalog.db, options);
    expect((await listWorkJobs(catalog.db, other)).map(({ state }) => state)).toEqual(["cancelled"]);
  });
});

describe("live activations", () => {
  test("are what the worker computes, cut at the model's context", async () => {
    const sessions = createLiveSessions({ threads: 1 });
    const server = await listen(createLiveAnswers(catalog.db, sessions), { secret: "s3cret" });
    const identity = { id: "pool-live", host: "here", pid: 1, provider: "cpu", url: server.url, secret: "s3cret" };
    await beat(catalog.db, identity);
    const ask = (index: number, text: string) =>
      requestActivations(catalog.db, { model: MODEL, source: SOURCE, index, text });

    const found = await Promise.all(
      Array.from({ length: 64 }, (_, index) => ask(index, "The whale rose, and the sea was calm.")),
    );
    for (const { tokens, fragments, values, peak, truncated } of found) {
      expect(tokens.join("")).toBe("The whale rose, and the sea was calm.");
      expect(values.length).toBe(tokens.length);
      expect(peak === null ? 0 : values[peak]).toBe(Math.max(...values));
      expect(truncated).toBe(false);
      expect(fragments).toEqual([]);
    }
    expect(found.some(({ peak }) => peak !== null)).toBe(true);

    const split = "A 🐋 at 北海!";
    const whale = await ask(0, split);
    expect(whale.tokens.join("")).toBe(split);
    const bytes = whale.fragments.map((fragment) => fragment.bytes).join("");
    expect(Buffer.from(bytes, "hex").toString("utf8").replaceAll(" ", "")).toBe("🐋北海");
    expect(whale.fragments.filter(({ position }) => whale.tokens[position] === "").length).toBeGreaterThan(2);
    expect(whale.values.length).toBe(whale.tokens.length);

    const long = await ask(0, "word ".repeat(390));
    expect([long.truncated, long.tokens.length]).toEqual([true, 31]);
    await expect(ask(100_000, "text")).rejects.toMatchObject({ code: "not_found" });
    await expect(ask(0, "x".repeat(2_001))).rejects.toMatchObject({ code: "bad_request" });
    const stranger = await fetch(new URL("/activations", server.url), { method: "POST", body: "{}" });
    expect(stranger.status).toBe(403);

    await server.close();
    await sessions.close();
    await catalog.db.pool.query(`TRUNCATE "Worker"`);
  });

  test("say how to start a worker when there is none, and give up on one that does not answer", async () => {
    const request = { model: MODEL, source: SOURCE, index: 0, text: "text" };
    await expect(requestActivations(catalog.db, request)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("npm start"),
    });
    await beat(catalog.db, {
      id: "pool-mute",
      host: "here",
      pid: 1,
      provider: "cpu",
      url: "http://127.0.0.1:9",
      secret: "s",
    });
    const mute: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        const abort = () => reject(init?.signal?.reason);
        // The time may be up before it is asked.
        if (init?.signal?.aborted) abort();
        init?.signal?.addEventListener("abort", abort);
      });
    await expect(requestActivations(catalog.db, request, {}, { fetch: mute, answerMs: 20 })).rejects.toMatchObject({
      code: "unavailable",
    });
    await catalog.db.pool.query(`TRUNCATE "Worker"`);
  });
});

describe("what cannot be done", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await prepareQueue(database.db);
  });
  afterAll(() => database.drop());

  const statesOf = async (name: string) =>
    (await listWorkJobs(database.db, name)).map(({ state, error }) => [state, error]);

  test("a model that is missing or damaged fails with one sentence, and works once it is repaired", async () => {
    const broken = await writeTinyModels(MODEL);
    const folder = join(broken.directory, MODEL);
    await rm(join(folder, "model.safetensors"));
    const options = { modelsDirectory: broken.directory, tokens: 1_000 };
    const name = await planDemoCatalog(database.db, options);
    await drainJobs(database.db, broken.directory, { lastStep: STEPS.features });
    expect(await statesOf(name)).toEqual([
      ["failed", expect.stringMatching(/^The model tiny-llama-7m cannot be read: .+\.$/)],
    ]);

    await writeFile(join(folder, "model.safetensors"), "not weights");
    expect(await planDemoCatalog(database.db, options)).toBe(name);
    await drainJobs(database.db, broken.directory, { lastStep: STEPS.features });
    expect(await statesOf(name)).toEqual([["failed", expect.stringContaining("model.safetensors")]]);
    await broken.remove();

    await drainOf(await planDemoCatalog(database.db, { modelsDirectory: models.directory, tokens: 1_000 }));
  });

  async function drainOf(name: string): Promise<void> {
    await drainJobs(database.db, models.directory, { lastStep: STEPS.features });
    expect((await statesOf(name)).every(([state]) => state === "done")).toBe(true);
  }

  test("a cancelled job leaves nothing half-written, and can be taken up again", async () => {
    const name = await planDemoCatalog(database.db, { modelsDirectory: models.directory, tokens: 6_000 });
    const cancelling = cancelWhenRunning(name, "finish-source");
    await drainJobs(database.db, models.directory, { lastStep: STEPS.features });
    const cancelled = await cancelling;
    const [source] = await query<{ state: string; features: number }>(
      `SELECT s.state, (SELECT count(*)::int FROM "Feature" WHERE "sourceId" = s.id) AS features
       FROM "Source" s JOIN "Job" j ON (j.payload->>'sourceId')::int = s.id WHERE j.id = $1`,
      [cancelled],
      database,
    );
    expect(source).toEqual({ state: "REGISTERED", features: 0 });
    // The job itself, and what was not begun without it: comparing the sources, explaining the features of the four sources, comparing their passages, and their maps.
    expect(await restartWork(database.db, name)).toBe(1 + 1 + 4 + 1 + 4 + 4);
    await drainOf(name);
  });

  test("features that stop coming leave the old ones as they were", async () => {
    const before = await query(
      `SELECT "sourceId", count(*), md5(string_agg(detail, '' ORDER BY "index")) FROM "Feature" GROUP BY 1 ORDER BY 1`,
    );
    const [source] = await query<{ sourceId: number; runId: number }>(
      `SELECT id AS "sourceId", "runId" FROM "Source" WHERE slug = $1`,
      [SOURCE],
    );
    async function* some() {
      for (let index = 0; index < 300; index++) {
        if (index === 299) throw new Error("the disk is full");
        yield {
          index,
          density: 0,
          maxActivation: 0,
          activeTokens: 0,
          topTokens: ["a\0"],
          outputTokens: [],
          detail: new Uint8Array(2_000),
        };
      }
    }
    const nothing = () => {
      throw new Error("not reached");
    };
    const key = source ?? { sourceId: 0, runId: 0 };
    await expect(replaceFeatures(catalog.db, key, some(), nothing)).rejects.toThrow("the disk is full");
    const left = { ...key, runId: key.runId + 1 };
    await expect(replaceFeatures(catalog.db, left, some(), nothing)).rejects.toThrow("Another run computes");
    expect(
      await query(
        `SELECT "sourceId", count(*), md5(string_agg(detail, '' ORDER BY "index")) FROM "Feature" GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual(before);
  });

  async function cancelWhenRunning(name: string, kind: string): Promise<number> {
    for (;;) {
      const job = (await listWorkJobs(database.db, name)).find(
        (candidate) => candidate.name === kind && candidate.state === "running",
      );
      if (job) {
        await cancelJob(database.db, job.id);
        return job.id;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
});
