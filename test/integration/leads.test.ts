import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getFeature } from "#lib/catalog/queries/features.ts";
import { getRun } from "#lib/catalog/queries/runs.ts";
import { getSource } from "#lib/catalog/queries/sources.ts";
import { compareFeatures } from "#lib/compare/compare-features.ts";
import { readCorpus } from "#lib/corpus/read-corpus.ts";
import { openModelDirectory } from "#lib/engine/model-directory.ts";
import { openModelSession } from "#lib/engine/model-session.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import { getExplanationEvidence } from "#lib/explain/queries/explanation-evidence.ts";
import { requestActivations } from "#lib/jobs/live.ts";
import { createWork } from "#lib/jobs/queries/jobs.ts";
import { beat } from "#lib/jobs/queries/workers.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import { referenceEncode } from "#lib/sae/testing/reference-encode.ts";
import { TextSearchInput } from "#lib/search/text/schema.ts";
import { searchText } from "#lib/search/text/search-text.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs, STEPS } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { type LiveServer, listen } from "#workers/live/http-server.ts";
import { createLiveAnswers } from "#workers/live/live-answers.ts";
import { createLiveSessions, type LiveSessions } from "#workers/live/live-sessions.ts";
import { prepareQueue } from "#workers/queue.ts";
import { RunSessions } from "#workers/run-sessions.ts";

const SOURCE = "1-res-512";
const POINT = "blocks.1.hook_resid_post";
const CONTEXT = 32;
/** Enough for explanations to be scored. */
const TOKENS_TO_SCORE = 16_000;
const TEXT = "Whales rose, and the sea was calm.";
const MARKED = "The whale<|endoftext|>rose again.";

/** The tokenizer of all of them adds nothing to a text. `bosless` has no BOS at all. */
const MODELS = {
  plain: { led: undefined, hasBos: true },
  bosless: { led: undefined, hasBos: false },
  unled: { led: false, hasBos: true },
  led: { led: true, hasBos: true },
} as const;
type Name = keyof typeof MODELS;
const WITHOUT_LEAD = ["plain", "bosless", "unled"] as const;

const models = new Map<string, TinyModels>();
let catalog: TestDatabase;
let sessions: LiveSessions;
let server: LiveServer;
beforeAll(async () => {
  catalog = await createTestDatabase();
  await prepareQueue(catalog.db);
  for (const [name, { led, hasBos }] of Object.entries(MODELS)) {
    const tiny = await writeModel(name, led);
    if (!hasBos) await dropBos(join(tiny.directory, name));
    await compute(name, tiny.directory, name === "plain" ? TOKENS_TO_SCORE : undefined);
  }
  sessions = createLiveSessions({ threads: 1 });
  server = await listen(createLiveAnswers(catalog.db, sessions), { secret: "s3cret" });
  await beat(catalog.db, { id: "pool", host: "here", pid: 1, provider: "cpu", url: server.url, secret: "s3cret" });
  // It beats once, and a busy machine takes longer over these tests than a silent worker is asked.
  await catalog.db.pool.query(`UPDATE "Worker" SET "heartbeatAt" = now() + interval '1 hour'`);
}, 600_000);
afterAll(async () => {
  await server.close();
  await sessions.close();
  await catalog.drop();
  for (const tiny of models.values()) await tiny.remove();
});

async function writeModel(name: string, led: boolean | undefined): Promise<TinyModels> {
  const tiny = await writeTinyModels(name, { led });
  models.set(name, tiny);
  return tiny;
}

const alter = async (file: string, change: object) =>
  writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, "utf8")), ...change }));

async function dropBos(folder: string): Promise<void> {
  await alter(join(folder, "config.json"), { bos_token_id: null });
  await alter(join(folder, "tokenizer_config.json"), { bos_token: null });
}

async function compute(model: string, folder: string, tokens = 4_000): Promise<void> {
  const payload = { model, corpus: `demo-${model}`, tokens, models: folder };
  await createWork(catalog.db, model, [{ name: "register-model", title: `Read the model ${model}`, step: 1, payload }]);
  await drainJobs(catalog.db, folder, { lastStep: STEPS.compared });
}

const query = async <T extends object>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await catalog.db.pool.query<T>(sql, values)).rows;

const folderOf = (name: string) => join(models.get(name)?.directory ?? "", name);

/** What the features of the source do on some tokens, computed the plain way: [tokens] of value by feature. */
async function encodePlainly(name: string, ids: readonly number[]): Promise<Map<number, number>[]> {
  const model = await openModelDirectory(folderOf(name));
  const source = await readSource(model, join(`${folderOf(name)}-saes`, SOURCE));
  const session = await openModelSession(model, { capture: [POINT] }, { threads: 1 });
  try {
    const { captured } = await session.run(ids);
    const found = captured.get(POINT) ?? new Float32Array();
    return ids.map((_, token) => {
      const x = found.subarray(token * source.dIn, (token + 1) * source.dIn);
      return new Map(referenceEncode(source, x).active.map(({ index, value }) => [index, value]));
    });
  } finally {
    await session.close();
  }
}

type Stored = { ordinal: number; start: number; ids: number[] };

/** What the source was computed on. */
async function listSequences(name: string): Promise<Stored[]> {
  const rows = await query<Omit<Stored, "ids"> & { tokens: Buffer }>(
    `SELECT q.ordinal, q.start, q.tokens FROM "Source" s JOIN "Model" m ON m.id = s."modelId" JOIN "Run" r ON r.id = s."runId"
       JOIN "Sequence" q ON q."modelId" = m.id AND q."corpusId" = r."corpusId"
     WHERE m.slug = $1 AND s.slug = $2 ORDER BY q.ordinal`,
    [name, SOURCE],
  );
  return rows.map(({ tokens, ...row }) => ({ ...row, ids: [...unpackTokens(tokens)] }));
}

test("every job of every model was done", async () => {
  expect(await query(`SELECT title, error FROM "Job" WHERE state <> 'DONE'`)).toEqual([]);
});

describe.each(WITHOUT_LEAD)("the model %s, whose sequences have no lead", (name) => {
  test("says so with every result, and who says it", async () => {
    const leadBy = name === "unled" ? "sources" : "tokenizer";
    const { provenance } = await getSource(catalog.db, { model: name, source: SOURCE });
    expect(provenance).toMatchObject({ lead: null, leadBy, corpus: `demo-${name}-without-bos` });
    const { provenance: ofFeature } = await getFeature(catalog.db, { model: name, source: SOURCE, index: 0 });
    expect(ofFeature).toEqual(provenance);
    const explained = await query<{ provenance: object }>(
      `SELECT r.provenance FROM "ExplainRun" r JOIN "Source" s ON s.id = r."sourceId" JOIN "Model" m ON m.id = s."modelId"
       WHERE m.slug = $1`,
      [name],
    );
    expect(explained.length).toBeGreaterThan(0);
    for (const row of explained) expect(row.provenance).toMatchObject({ lead: null, leadBy });
  });

  test("reads documents from their first token on, and counts each token once", async () => {
    const sequences = await listSequences(name);
    const tokenizer = await loadTokenizer(folderOf(name));
    for await (const { text } of readCorpus()) {
      expect(sequences[0]?.ids).toEqual(tokenizer.encode(text).slice(0, CONTEXT));
      break;
    }
    const { summary, provenance, quality } = await getSource(catalog.db, { model: name, source: SOURCE });
    const tokens = sequences.reduce((sum, { ids }) => sum + ids.length, 0);
    expect([summary?.tokens, provenance?.tokens]).toEqual([tokens, tokens]);
    const [run] = await query<{ measured: number[] }>(
      `SELECT r.parameters->'measured' AS measured FROM "Run" r JOIN "Model" m ON m.id = r."modelId" WHERE m.slug = $1`,
      [name],
    );
    const measured = new Set(run?.measured);
    const held = sequences.filter(({ ordinal }) => measured.has(ordinal));
    expect(quality?.tokens).toBe(held.reduce((sum, { ids }) => sum + ids.length, 0));
  });

  test("shows values on the first token that are those of the plain computation", async () => {
    const sequences = new Map((await listSequences(name)).map((sequence) => [sequence.ordinal, sequence]));
    const rows = await query<{ index: number; detail: Buffer }>(
      `SELECT f."index", f.detail FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId" JOIN "Model" m ON m.id = s."modelId"
       WHERE m.slug = $1 AND s.slug = $2 AND f."activeTokens" > 0 ORDER BY f."index"`,
      [name, SOURCE],
    );
    const onFirst = rows.flatMap(({ index, detail }) =>
      decodeFeatureDetail(detail)
        .groups.flatMap(({ examples }) => examples)
        .flatMap(({ sequence, positions, values }) =>
          positions[0] === 0 ? [{ index, sequence, value: values[0] }] : [],
        ),
    );
    expect(onFirst.length).toBeGreaterThan(10);
    for (const { index, sequence, value = NaN } of onFirst.slice(0, 10)) {
      const { ids = [], start } = sequences.get(sequence) ?? {};
      const [first] = await encodePlainly(name, ids);
      expect(value / (first?.get(index) ?? NaN)).toBeCloseTo(1, 2);
      const { groups } = await getFeature(catalog.db, { model: name, source: SOURCE, index });
      const shown = groups.flatMap(({ examples }) => examples).find((example) => example.sequence === sequence);
      expect(shown?.tokens.length).toBe(ids.length);
      expect(shown).toMatchObject({ start });
      expect(shown?.positions[0]).toBe(0);
      expect(shown?.values[0]).toBe(Number(value.toPrecision(5)));
    }
  });

  test("reads a visitor's text from its first token on, too", async () => {
    const ids = (await loadTokenizer(folderOf(name))).encode(TEXT);
    const [first] = await encodePlainly(name, ids);
    for (const [index, value] of first ?? []) {
      const live = await requestActivations(catalog.db, { model: name, source: SOURCE, index, text: TEXT });
      expect(live.tokens.length).toBe(ids.length);
      expect((live.values[0] ?? 0) / value).toBeCloseTo(1, 2);
    }
    const long = await searchText(catalog.db, TextSearchInput.parse({ model: name, text: TEXT.repeat(6) }));
    expect(long.windows[0]).toBe(CONTEXT);
    expect(long.features.some(({ positions }) => positions[0] === 0)).toBe(true);
  });

  test("compares features on whole sequences", async () => {
    const [common] = await query<{ index: number; detail: Buffer }>(
      `SELECT f."index", f.detail FROM "Feature" f JOIN "Source" s ON s.id = f."sourceId" JOIN "Model" m ON m.id = s."modelId"
       WHERE m.slug = $1 AND s.slug = $2 ORDER BY f.density DESC, f."index" LIMIT 1`,
      [name, SOURCE],
    );
    if (!common) expect.fail("no feature");
    const stored = decodeFeatureDetail(common.detail).groups.find(({ kind }) => kind === "random")?.examples ?? [];
    const sequences = new Map((await listSequences(name)).map(({ ordinal, ids }) => [ordinal, ids.length]));
    const address = { model: name, source: SOURCE, index: common.index };
    const { rows } = await compareFeatures(catalog.db, [address, { ...address, source: "0", index: 0 }]);
    expect(rows[0]).toMatchObject({
      tokens: stored.reduce((sum, { sequence }) => sum + (sequences.get(sequence) ?? 0), 0),
      active: stored.reduce((sum, { positions }) => sum + positions.length, 0),
    });
  });
});

test("evidence shows whole sequences, first token included", async () => {
  const scores = await query<{ id: number }>(
    `SELECT c."explanationId" AS id FROM "Score" c JOIN "Source" s ON s.id = c."sourceId" JOIN "Model" m ON m.id = s."modelId"
     WHERE m.slug = $1 AND c.evidence IS NOT NULL AND c."explanationId" IS NOT NULL ORDER BY c.id LIMIT 3`,
    ["plain"],
  );
  const sequences = new Map((await listSequences("plain")).map((sequence) => [sequence.ordinal, sequence]));
  expect(scores.length).toBeGreaterThan(0);
  for (const { id } of scores) {
    const evidence = await getExplanationEvidence(catalog.db, id);
    for (const { passages } of evidence.scores)
      for (const { sequence, tokens, start } of passages) {
        expect(tokens.length).toBe(sequences.get(sequence)?.ids.length);
        expect(start).toBe(sequences.get(sequence)?.start);
      }
  }
});

describe("a model whose sources were trained behind BOS", () => {
  test("reads every sequence behind it, says that they say so, and is of another corpus than without", async () => {
    const { provenance } = await getSource(catalog.db, { model: "led", source: SOURCE });
    expect(provenance).toMatchObject({ lead: "<|endoftext|>", leadBy: "sources", corpus: "demo-led" });
    const sequences = await listSequences("led");
    expect(new Set(sequences.map(({ ids }) => ids[0]))).toEqual(new Set([0]));
    expect(provenance?.tokens).toBe(sequences.reduce((sum, { ids }) => sum + ids.length - 1, 0));
    const corpora = await query<{ slug: string; hash: string }>(`SELECT slug, hash FROM "Corpus"`);
    const hashOf = (slug: string) => corpora.find((corpus) => corpus.slug === slug)?.hash;
    expect(hashOf("demo-led")).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf("demo-led")).not.toBe(hashOf("demo-unled-without-bos"));
    expect(hashOf("demo-bosless-without-bos")).toBe(hashOf("demo-unled-without-bos"));
  });

  test("shows no lead: positions count from the text", async () => {
    const ids = (await loadTokenizer(folderOf("led"))).encode(TEXT);
    const [, first] = await encodePlainly("led", [0, ...ids]);
    for (const [index, value] of first ?? []) {
      const live = await requestActivations(catalog.db, { model: "led", source: SOURCE, index, text: TEXT });
      expect((live.values[0] ?? 0) / value).toBeCloseTo(1, 2);
    }
  });
});

test.each(Object.keys(MODELS) as Name[])(
  "%s: a special token that a text spells out is one token, on which nothing fires, in documents and live",
  async (name) => {
    const tokenizer = await loadTokenizer(folderOf(name));
    const ids = tokenizer.encode(MARKED);
    const at = ids.indexOf(0);
    expect(tokenizer.decode([ids[at] ?? -1])).toBe("<|endoftext|>");
    const lead = MODELS[name].led === true ? [0] : [];
    const plain = await encodePlainly(name, [...lead, ...ids]);
    expect(plain[lead.length + at]?.size).toBeGreaterThan(0);
    // What counts documents.
    const [run] = await query<{ id: number }>(
      `SELECT r.id FROM "Run" r JOIN "Model" m ON m.id = r."modelId" WHERE m.slug = $1`,
      [name],
    );
    const detail = await getRun(catalog.db, run?.id ?? 0);
    const open = new RunSessions({ threads: 1 });
    const session = await open.get(detail);
    const input = Int32Array.from([...lead, ...ids]);
    const counted = (await session.run(input, 1, input.length))[
      detail.sources.findIndex(({ slug }) => slug === SOURCE)
    ];
    await open.close();
    const valuesAt = (token: number) => {
      const from = (lead.length + token) * (counted?.k ?? 0);
      return Array.from(counted?.values.subarray(from, from + (counted?.k ?? 0)) ?? []);
    };
    expect(valuesAt(at).every((value) => value === 0)).toBe(true);
    expect(valuesAt(at + 1).some((value) => value > 0)).toBe(true);
    // What answers visitors.
    const [index = 0] = plain[lead.length + at]?.keys() ?? [];
    const live = await requestActivations(catalog.db, { model: name, source: SOURCE, index, text: MARKED });
    expect(live.tokens[at]).toBe("<|endoftext|>");
    expect(live.values[at]).toBe(0);
    const found = await searchText(catalog.db, TextSearchInput.parse({ model: name, text: MARKED }));
    expect(found.special).toEqual([at]);
    expect(found.byToken[at]).toEqual([]);
    expect(found.byToken[at + 1]?.length).toBeGreaterThan(0);
  },
);

test("sources that were trained apart are computed each on its own text, and one that asks for a BOS that is not there fails in a sentence", async () => {
  const torn = await writeModel("torn", true);
  const config = join(torn.directory, "torn-saes", SOURCE, "cfg.json");
  await alter(config, { metadata: { hook_name: POINT, prepend_bos: false } });
  await compute("torn", torn.directory);
  const leads = await query(
    `SELECT s.slug, s.state, s.provenance->'lead' AS lead, s.provenance->>'leadBy' AS by
     FROM "Source" s JOIN "Model" m ON m.id = s."modelId" WHERE m.slug = 'torn' AND s.kind <> 'NEURONS' ORDER BY 1`,
  );
  expect(leads).toEqual([
    { slug: "0-res-512", state: "READY", lead: "<|endoftext|>", by: "sources" },
    { slug: SOURCE, state: "READY", lead: null, by: "sources" },
  ]);
  const asking = await writeModel("asking", true);
  await dropBos(join(asking.directory, "asking"));
  await compute("asking", asking.directory);
  const failed = await query<{ work: string; error: string }>(
    `SELECT work, error FROM "Job" WHERE state = 'FAILED' ORDER BY id`,
  );
  expect(failed).toEqual([
    {
      work: "asking",
      error: expect.stringMatching(/^asking\/0-res-512 was trained .* asking names none: add bos_token/),
    },
  ]);
});
