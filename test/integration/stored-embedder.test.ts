import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { EmbedderSettings } from "#lib/search/embedders/settings.ts";
import { saveTextEmbeddings } from "#lib/search/queries/text-embeddings.ts";
import { openStoredEmbedder } from "#lib/search/stored-embedder.ts";
import { dotProduct } from "#lib/search/unit-vector.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { startFakeEmbeddings } from "#test/support/fake-embeddings.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const texts = Array.from({ length: 300 }, (_, i) => `passage ${i} of ${["rain", "ships"][i % 2]}`);

async function open(model: string, script?: Parameters<typeof startFakeEmbeddings>[0], more: object = {}) {
  const server = await startFakeEmbeddings(script);
  const settings = EmbedderSettings.parse({
    embedder: "openai-compatible",
    baseUrl: server.url,
    model,
    dimensions: 32,
    ...more,
  });
  const embedder = openStoredEmbedder(database.db, () => settings);
  onTestFinished(async () => {
    await embedder.close();
    await server.close();
  });
  const asked = () => server.requests.flatMap(({ input }) => input);
  return { server, embedder, settings, asked };
}

test("no text is embedded twice, by whomever, and every one gets the direction that is stored", async () => {
  const { embedder, settings, asked } = await open("once");
  const first = await embedder.embed([...texts, ...texts.slice(0, 5)]);
  expect(asked()).toEqual(texts);
  expect(first[300]).toEqual(first[0]);
  const another = openStoredEmbedder(database.db, () => settings);
  expect(await another.embed(texts.toReversed())).toEqual(first.slice(0, 300).toReversed());
  expect(await another.embed(["new", texts[7]!])).toHaveLength(2);
  expect(asked()).toHaveLength(301);
  expect(dotProduct(first[3]!, first[3]!)).toBeCloseTo(1, 5);
});

test("an interrupted run goes on where it was", async () => {
  const { embedder, asked } = await open("resumed", (index) =>
    index === 3 ? { status: 401, body: "gone" } : undefined,
  );
  const told: number[] = [];
  await expect(embedder.embed(texts, undefined, (done) => told.push(done))).rejects.toMatchObject({
    code: "unavailable",
  });
  expect(told).toEqual([0, 128]);
  await embedder.embed(texts, undefined, (done) => told.push(done));
  expect(told).toEqual([0, 128, 128, 256, 300]);
  const all = asked();
  // Only what was under way when it broke off is asked for again.
  for (const text of texts.slice(0, 128)) expect(all.indexOf(text)).toBe(all.lastIndexOf(text));
});

test("two that run at once agree", async () => {
  const { embedder, settings } = await open("together");
  const other = openStoredEmbedder(database.db, () => settings);
  const [ours, theirs] = await Promise.all([embedder.embed(texts), other.embed(texts.toReversed())]);
  expect(theirs.toReversed()).toEqual(ours);
});

test("embedders keep their vectors apart, and one that changes its width is refused", async () => {
  const { embedder, server } = await open("wide");
  const [ours] = await embedder.embed(["rain"]);
  const { embedder: other } = await open("narrow", undefined, { dimensions: 8 });
  expect((await other.embed(["rain"]))[0]).toHaveLength(8);
  expect(ours).toHaveLength(32);
  const rows = await database.db.prisma.embedder.findMany({ where: { model: { contains: new URL(server.url).host } } });
  expect(rows).toMatchObject([{ name: "openai-compatible", version: 1, dimensions: 32 }]);
  const wider = { ...embedder.identify(), dimensions: 64 };
  await expect(saveTextEmbeddings(database.db, wider, new Map())).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("had 32 numbers before and have 64 now"),
  });
});

test("a cancelled run stores what it has and stops", async () => {
  const { embedder, asked } = await open("cancelled");
  const called = new AbortController();
  const reason = new Error("cancelled");
  const run = embedder.embed(texts, called.signal, (done) => void (done > 0 && called.abort(reason)));
  await expect(run).rejects.toBe(reason);
  expect(asked()).toHaveLength(128);
});
