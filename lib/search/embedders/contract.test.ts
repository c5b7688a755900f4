import { inspect } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFakeClock } from "#lib/llm/testing/fake-clock.ts";
import type { Embedder } from "#lib/search/embedders/embedder.ts";
import { TEXT_CHARACTERS_MAX } from "#lib/search/embedders/embedder.ts";
import { identifyEmbedder, openEmbedder } from "#lib/search/embedders/open-embedder.ts";
import { EMBEDDERS } from "#lib/search/embedders/registry.ts";
import { EmbedderSettings, readEmbedderSettings } from "#lib/search/embedders/settings.ts";
import { parseEnvironment } from "#lib/env.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";
import { startFakeEmbeddings } from "#test/support/fake-embeddings.ts";

const KEY = "sk-test-0123456789/abcdef";

async function openServed(script?: Parameters<typeof startFakeEmbeddings>[0], settings: object = {}) {
  const server = await startFakeEmbeddings(script);
  onTestFinished(() => server.close());
  const clock = createFakeClock({ skips: (ms) => ms < 60_000 });
  const parsed = EmbedderSettings.parse({
    embedder: "openai-compatible",
    baseUrl: server.url,
    model: "words",
    apiKey: KEY,
    ...settings,
  });
  return { server, clock, settings: parsed, open: () => openEmbedder(parsed, { clock }) };
}

/** Every kind that works without the hub. */
const KINDS: Record<string, () => Promise<Embedder>> = {
  "use-en": () => openEmbedder({ embedder: "use-en" }),
  "openai-compatible": async () => (await openServed()).open(),
};

describe.each(Object.entries(KINDS))("%s", (name, open) => {
  const opened = async () => {
    const embedder = await open();
    onTestFinished(() => embedder.close());
    return embedder;
  };

  test("gives every text a direction of length 1, whatever it holds", { timeout: 60_000 }, async () => {
    const embedder = await opened();
    const texts = ["The whale dives.", " ", "↵↵", "日本語のテキスト", "🐋", "‹E2 80›", "x".repeat(5_000), "\n\t\u0000"];
    const vectors = await embedder.embed(texts);
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) {
      expect(vector).toHaveLength(embedder.dimensions);
      expect(Math.sqrt(dotProduct(vector, vector))).toBeCloseTo(1, 5);
    }
    expect(await embedder.embed([])).toEqual([]);
  });

  test("gives a text the same direction alone and among others, and each its own place", async () => {
    const embedder = await opened();
    const texts = Array.from({ length: 70 }, (_, i) => `Letter ${i} tells of ${["rain", "ships", "bread"][i % 3]}.`);
    const together = await embedder.embed(texts);
    const [alone] = await embedder.embed(texts.slice(69));
    expect(dotProduct(together[69]!, alone!)).toBeCloseTo(1, 5);
    expect(dotProduct(together[0]!, together[1]!)).toBeLessThan(0.999);
  });

  test("puts what is about one thing nearer together than what is not", async () => {
    const embedder = await opened();
    const [asked, near, far] = await embedder.embed([
      "whales in the sea",
      "The sea was full of whales that morning.",
      "Congress passed an act about tariffs.",
    ]);
    expect(dotProduct(asked!, near!)).toBeGreaterThan(dotProduct(asked!, far!) + 0.1);
  });

  test("reads the beginning of a long text, and refuses one without characters", async () => {
    const embedder = await opened();
    const long = "sea ".repeat(TEXT_CHARACTERS_MAX / 4);
    const [cut, whole] = await embedder.embed([long, `${long}and nothing that is read`]);
    expect(whole).toEqual(cut);
    await expect(embedder.embed(["sea", ""])).rejects.toMatchObject({ code: "bad_request" });
  });

  test("stops when it is called off", async () => {
    const embedder = await opened();
    const reason = new Error("cancelled");
    await expect(embedder.embed(["sea"], AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("says who it is as its settings do, before it is loaded", async () => {
    const { name: called, version, model } = await opened();
    expect(called).toBe(name);
    expect(version).toBeGreaterThanOrEqual(1);
    expect(model).not.toBe("");
  });
});

test("use-en puts a paraphrase without a shared word near", async () => {
  const embedder = await openEmbedder({ embedder: "use-en" });
  const [asked, near, far] = await embedder.embed([
    "ocean mammals",
    "whales and dolphins swim",
    "a loop over an array of numbers",
  ]);
  expect(dotProduct(asked!, near!)).toBeGreaterThan(dotProduct(asked!, far!) + 0.15);
});

test("every kind of the registry can be chosen in the environment, and use-en is chosen without", () => {
  const set = { EMBEDDINGS_URL: "http://127.0.0.1:9/v1/", EMBEDDINGS_MODEL: "m", EMBEDDINGS_DIMENSIONS: "256" };
  for (const EMBEDDER of Object.keys(EMBEDDERS)) {
    expect(identifyEmbedder(readEmbedderSettings(parseEnvironment({ ...set, EMBEDDER, NODE_ENV: "test" }))).name).toBe(
      EMBEDDER,
    );
  }
  expect(readEmbedderSettings(parseEnvironment({ NODE_ENV: "test" }))).toEqual({ embedder: "use-en" });
  const served = readEmbedderSettings(parseEnvironment({ ...set, EMBEDDER: "openai-compatible", NODE_ENV: "test" }));
  expect(identifyEmbedder(served).model).toBe("m@127.0.0.1:9/256");
});

test("settings that are wrong are named as they are set, and never quoted", () => {
  const environment = parseEnvironment({
    EMBEDDER: "openai-compatible",
    EMBEDDINGS_URL: "ftp://x",
    EMBEDDINGS_KEY: `${KEY} with spaces`,
    NODE_ENV: "test",
  });
  const read = () => readEmbedderSettings(environment);
  expect(read).toThrow(/EMBEDDINGS_URL.*EMBEDDINGS_MODEL.*EMBEDDINGS_KEY/);
  expect(read).not.toThrow(KEY);
});

describe("openai-compatible", () => {
  test("asks for the model, with the key, 64 texts a request, and for its dimensions when they are set", async () => {
    const { server, open } = await openServed(undefined, { dimensions: 16 });
    const embedder = await open();
    expect(embedder.dimensions).toBe(16);
    await embedder.embed(Array.from({ length: 100 }, (_, i) => `text ${i}`));
    expect(server.requests.map(({ input }) => input.length)).toEqual([64, 36]);
    expect(server.requests[0]).toMatchObject({ model: "words", dimensions: 16, authorization: `Bearer ${KEY}` });
  });

  test("tries again what did not arrive, after the time the server asks for", async () => {
    const { server, clock, open } = await openServed((index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "7" }, body: "slow down" } : undefined,
    );
    await open();
    expect(server.requests).toHaveLength(2);
    expect(clock.waits).toContain(7_000);
  });

  test.each([
    ["refuses", { status: 401, body: `{"error":{"message":"Bad key ${KEY}"}}` }],
    ["fails", { status: 503, body: KEY }],
    ["answers something else", { status: 200, body: `{"data":"${KEY}"}` }],
    ["has no direction to give", { status: 200, body: `{"data":[]}` }],
    ["redirects", { status: 307, headers: { location: `http://127.0.0.1:1/${KEY}` }, body: KEY }],
  ])("a server that %s is told of in a sentence without the key", async (_, reply) => {
    const { settings, clock } = await openServed(() => reply, { maxRetries: 1 });
    const failure: unknown = await openEmbedder(settings, { clock })
      .then((embedder) => embedder.embed(["sea"]))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "AppError", code: "unavailable" });
    expect(inspect(failure, { depth: Infinity, showHidden: true })).not.toContain(KEY.slice(0, 12));
  });
});

test("transformers-js says what to install where its package is missing", async () => {
  const opening = openEmbedder(EmbedderSettings.parse({ embedder: "transformers-js", cacheDirectory: "unused" }));
  await expect(opening).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("npm install @huggingface/transformers"),
  });
});
