import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { searchTextContract } from "#lib/api/contracts.ts";
import { getLiveSource } from "#lib/catalog/queries/live-source.ts";
import { requestActivations } from "#lib/jobs/live.ts";
import { beat } from "#lib/jobs/queries/workers.ts";
import { TextSearch, TextSearchInput, TextSearchLine, type TextEvent } from "#lib/search/text/schema.ts";
import { followTextSearch, searchText } from "#lib/search/text/search-text.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { callApi } from "#test/support/api.ts";
import { buildExplanation } from "#test/support/explanations.ts";
import { drainJobs, STEPS } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import type { SearchText } from "#workers/live/answer-text-search.ts";
import { listen, type LiveServer } from "#workers/live/http-server.ts";
import { createLiveAnswers } from "#workers/live/live-answers.ts";
import { createLiveSessions, type LiveSessions } from "#workers/live/live-sessions.ts";
import { planDemoCatalog } from "#workers/plan-demo-catalog.ts";
import { prepareQueue } from "#workers/queue.ts";

const MODEL = "tiny-llama-7m";
const SAES = ["0-res-512", "1-res-512"];
const WHALE = "The whale rose, and the sea was calm.";
/** Of the model of the tests, BOS included. */
const CONTEXT = 32;
const PATH = "/api/v1/search/text";

let models: TinyModels;
let catalog: TestDatabase;
let sessions: LiveSessions;
let textSearch: SearchText;
let server: LiveServer;
beforeAll(async () => {
  models = await writeTinyModels(MODEL);
  catalog = await createTestDatabase();
  await prepareQueue(catalog.db);
  await planDemoCatalog(catalog.db, { modelsDirectory: models.directory, tokens: 4_000 });
  await drainJobs(catalog.db, models.directory, { lastStep: STEPS.features });
  sessions = createLiveSessions({ threads: 1 });
  const answers = createLiveAnswers(catalog.db, sessions);
  textSearch = answers.textSearch;
  server = await listen(answers, { secret: "s3cret" });
  await meetWorker(server.url);
  // Settings are read once, when first imported.
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", catalog.url);
}, 240_000);
afterAll(async () => {
  const { getDb } = await import("#lib/db.ts");
  await getDb().close();
  await server.close();
  await sessions.close();
  await catalog.drop();
  await models.remove();
});

async function meetWorker(url: string): Promise<void> {
  await catalog.db.pool.query(`TRUNCATE "Worker"`);
  await beat(catalog.db, { id: "pool-live", host: "here", pid: 1, provider: "cpu", url, secret: "s3cret" });
  // It beats once, and a busy machine takes longer over these tests than a silent worker is asked.
  await catalog.db.pool.query(`UPDATE "Worker" SET "heartbeatAt" = now() + interval '1 hour'`);
}

const ask = (text: string, given: Partial<TextSearchInput> = {}) =>
  searchText(catalog.db, TextSearchInput.parse({ model: MODEL, text, ...given }));
const post = (body: object, headers: Record<string, string> = {}) =>
  callApi(PATH, {
    method: "POST",
    body: JSON.stringify({ model: MODEL, ...body }),
    headers: { "x-forwarded-for": crypto.randomUUID(), ...headers },
  });
const setVisibility = (source: string, visibility: string) =>
  catalog.db.pool.query(`UPDATE "Source" SET visibility = $2::"Visibility" WHERE slug = $1`, [source, visibility]);

describe("a text", () => {
  test("is read as live activations read it: every trace is the feature's own", async () => {
    const answer = await ask(WHALE);
    expect(answer.tokens.join("")).toBe(WHALE);
    expect(answer.sources.map(({ id }) => id)).toEqual(SAES);
    expect(answer.ranking.length).toBe(20);
    for (const { source, index, positions, values, peak, maxActivation, strength } of answer.features.slice(0, 8)) {
      const live = await requestActivations(catalog.db, { model: MODEL, source, index, text: WHALE });
      const active = [...live.values.keys()].filter((position) => live.values[position] !== 0);
      expect(positions).toEqual(active);
      values.forEach((value, at) => expect(value / (live.values[active[at] ?? 0] ?? 0)).toBeCloseTo(1, 2));
      expect(peak).toBe(live.peak);
      expect(strength).toBeCloseTo(Math.min(1, Math.max(...values) / maxActivation), 2);
    }
  });

  test("gives each token its best features, and each feature what the catalog says of it", async () => {
    const { byToken, features, tokens } = await ask(WHALE, { tokenLimit: 3 });
    expect(byToken).toHaveLength(tokens.length);
    for (const [position, entries] of byToken.entries()) {
      expect(entries.length).toBe(3);
      for (const { feature } of entries) expect(features[feature]?.positions).toContain(position);
      expect(entries.map(({ score }) => score)).toEqual(entries.map(({ score }) => score).toSorted((a, b) => b - a));
    }
    const rows = await catalog.db.prisma.feature.findMany({
      where: { source: { slug: features[0]?.source ?? "" }, index: features[0]?.index ?? -1 },
    });
    expect(features[0]).toMatchObject({ density: rows[0]?.density, topTokens: rows[0]?.topTokens });
    const { source = "", index = -1 } = features[0] ?? {};
    await buildExplanation(catalog.db, { model: MODEL, source, index, author: "Ada", text: "the sea" });
    expect((await ask(WHALE)).features[0]?.explanation).toMatchObject({ text: "the sea", author: "Ada" });
  });

  test("longer than the model's context is read to its end in windows", async () => {
    const text = "The sea was calm and the whale rose. ".repeat(12);
    const { tokens, windows, byToken } = await ask(text);
    expect(tokens.join("")).toBe(text);
    expect(windows[0]).toBe(CONTEXT - 1);
    expect(windows.length).toBe(Math.ceil(tokens.length / (CONTEXT - 1)) - 1);
    expect(byToken.every((entries) => entries.length > 0)).toBe(true);
  });

  test("with a special token in it shows where, and nothing is said to fire there", async () => {
    const { tokens, special, byToken, features } = await ask("one<|endoftext|>two");
    expect(special.map((position) => tokens[position])).toEqual(["<|endoftext|>"]);
    expect(byToken[special[0] ?? -1]).toEqual([]);
    expect(features.some(({ positions }) => positions.includes(special[0] ?? -1))).toBe(false);
  });

  test("is refused in a sentence when it has more tokens than are read", async () => {
    await expect(ask("🐋".repeat(1_000))).rejects.toMatchObject({
      code: "bad_request",
      message: expect.stringMatching(
        /^The text is \d+ tokens for this model, and at most 2048 are read; shorten it\.$/,
      ),
    });
  });

  test("may hold any characters", async () => {
    for (const text of ["A 🐋 at 北海!", "\u0000\n\t", "שלום", "\ud83d"]) {
      const { tokens, features, byToken } = await ask(text);
      expect(byToken).toHaveLength(tokens.length);
      expect(features.length).toBeGreaterThan(0);
    }
  });
});

describe("the API", () => {
  test("answers POST, and GET with the same for an address", async () => {
    const posted = await post({ text: WHALE, sources: ["1-res-512"], limit: 3 });
    expect(posted.status).toBe(200);
    const { elapsedMs: _, ...body } = await posted.json();
    expect(searchTextContract.response.parse({ ...body, elapsedMs: 1 })).toEqual({ ...body, elapsedMs: 1 });
    expect(body.ranking).toHaveLength(3);
    const query = new URLSearchParams({ model: MODEL, sources: "1-res-512", text: WHALE, limit: "3" });
    const got = await (await callApi(`${PATH}?${query}`)).json();
    expect(got).toEqual({ ...body, elapsedMs: got.elapsedMs });
  });

  test("says how far it is to who accepts lines, and ends with the answer", async () => {
    const response = await post({ text: "word ".repeat(100), sources: ["1", "0"] }, { accept: "application/x-ndjson" });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const lines = (await response.text()).trim().split("\n");
    const events = lines.map((line) => TextSearchLine.parse(JSON.parse(line)));
    const stages = events.flatMap((event) => ("progress" in event ? [event.progress.stage] : []));
    expect([...new Set(stages)]).toEqual(["loading", "reading"]);
    const read = events.flatMap((event) =>
      "progress" in event && event.progress.stage === "reading" ? [event.progress.done] : [],
    );
    expect(read).toEqual(read.toSorted((a, b) => a - b));
    expect(read.length).toBeGreaterThan(1);
    const last = events.at(-1) ?? {};
    expect(TextSearch.parse("answer" in last ? last.answer : undefined).sources.map(({ id }) => id)).toEqual([
      "0",
      "1",
    ]);
  });

  test.each([
    [{ text: "" }, 400],
    [{ text: "x".repeat(2_001) }, 400],
    [{ text: "x", sources: [] }, 400],
    [{ text: "x", sources: Array.from({ length: 9 }, (_, layer) => String(layer)) }, 400],
    [{ text: "x", limit: 1_000 }, 400],
    [{ text: "x", colour: "red" }, 400],
    [{ text: "x", model: "none" }, 404],
    [{ text: "x", sources: ["9-res"] }, 404],
  ])("refuses %j with status %i, and with lines asked for alike", async (body, status) => {
    for (const accept of ["application/json", "application/x-ndjson"]) {
      const response = await post(body, { accept });
      expect([response.status, response.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
    }
  });

  test("lets one client take a burst, then wait", async () => {
    const statuses = await Promise.all(
      Array.from({ length: 14 }, async () => (await post({ text: "x" }, { "x-forwarded-for": "one" })).status),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(4);
  });
});

describe("sources that are not listed", () => {
  afterEach(() => setVisibility("0-res-512", "PUBLIC"));

  test.each(["UNLISTED", "PRIVATE"])("are never searched when %s", async (visibility) => {
    await setVisibility("0-res-512", visibility);
    expect((await ask(WHALE)).sources.map(({ id }) => id)).toEqual(["1-res-512"]);
    await expect(ask(WHALE, { sources: SAES })).rejects.toMatchObject({ code: "not_found" });
    // A worker that is asked directly does not tell either.
    const asked = textSearch(
      { model: MODEL, sources: ["0-res-512"], text: WHALE, limit: 1, tokenLimit: 1 },
      new AbortController().signal,
    );
    await expect(asked.next()).rejects.toMatchObject({ code: "not_found" });
  });

  test("nor is a model that is not", async () => {
    await catalog.db.pool.query(`UPDATE "Model" SET visibility = 'PRIVATE'`);
    await expect(ask(WHALE)).rejects.toMatchObject({ code: "not_found" });
    await expect(ask(WHALE, { sources: SAES })).rejects.toMatchObject({ code: "not_found" });
    await catalog.db.pool.query(`UPDATE "Model" SET visibility = 'PUBLIC'`);
  });
});

describe("a worker", () => {
  const request = { model: MODEL, sources: SAES, text: WHALE, limit: 5, tokenLimit: 1 };
  const follow = async (signal = new AbortController().signal): Promise<TextEvent[]> => {
    const events: TextEvent[] = [];
    for await (const event of textSearch(request, signal)) events.push(event);
    return events;
  };

  test("reads one text after another, tells who waits, and goes on when one who waited has left", async () => {
    const gone = new AbortController();
    const first = follow();
    const left = follow(gone.signal).catch((error: unknown) => error);
    const rest = [follow(), follow()];
    gone.abort();
    expect(await left).toMatchObject({ name: "AbortError" });
    for (const events of await Promise.all([first, ...rest])) {
      expect(events.at(-1)).toHaveProperty("answer");
    }
    const waited = (await Promise.all(rest)).flat();
    expect(waited).toContainEqual({ progress: { stage: "waiting", done: 0, total: expect.any(Number) } });
  });

  test("does not close a graph that someone reads with, however many others are asked for", async () => {
    const sourceOf = (source: string) => getLiveSource(catalog.db, { model: MODEL, source });
    const [a, b, c, d] = await Promise.all([...SAES, "0", "1"].map(sourceOf));
    if (!a || !b || !c || !d) throw new Error("a source is missing");
    const first = await sessions.open([a, b, c, d]);
    for (const others of [[a], [b], [c], [d], [a, b], [a, c], [a, d]]) (await sessions.open(others)).release();
    expect(sessions.has([a, b, c, d])).toBe(false);
    expect(await first.session.run(Int32Array.of(0, 5), 1, 2)).toHaveLength(4);
    first.release();
  });

  test("that is not there, is mute, or stops in the middle is said to be", async () => {
    const input = TextSearchInput.parse({ model: MODEL, text: WHALE });
    const failing = async (fetch: typeof globalThis.fetch, answerMs = 10_000) => {
      const lines = followTextSearch(catalog.db, input, { effects: { fetch, answerMs } });
      try {
        for await (const _ of lines);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const mute: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        const abort = () => reject(init?.signal?.reason);
        // The time may be up before it is asked.
        if (init?.signal?.aborted) abort();
        init?.signal?.addEventListener("abort", abort);
      });
    expect(await failing(mute, 20)).toMatchObject({ code: "unavailable", message: expect.stringContaining("in time") });
    const progress = `{"progress":{"stage":"reading","done":0,"total":9}}\n`;
    const stopping: typeof fetch = async () => new Response(progress);
    expect(await failing(stopping)).toMatchObject({ code: "unavailable", message: expect.stringContaining("stopped") });
    await catalog.db.pool.query(`TRUNCATE "Worker"`);
    await expect(ask(WHALE)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("npm start"),
    });
    expect((await post({ text: WHALE })).status).toBe(503);
    await meetWorker(server.url);
  });
});
