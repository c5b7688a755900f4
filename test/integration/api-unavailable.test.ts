import { createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getHealth } from "#lib/catalog/queries/health.ts";
import { openDb } from "#lib/db.ts";
import { callApi } from "#test/support/api.ts";

const EMPTY = {
  catalog: { models: 0, sources: 0, features: 0, examples: 0, explanations: 0 },
  jobs: { waiting: 0, running: 0, failed: 0 },
};

/** A database that takes connections and never says a word. */
let silent: Server;
const sockets = new Set<Socket>();
let silentPort = 0;
beforeAll(async () => {
  silent = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  silentPort = address.port;
  // Nothing listens on port 1.
  // Settings are read once, when first imported.
  vi.resetModules();
  vi.stubEnv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
  vi.stubEnv("LOG_LEVEL", "silent");
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

test("with the database down, health answers 503 in its own shape", async () => {
  const response = await callApi("/api/health");
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: "unavailable", version: expect.any(String), ...EMPTY });
});

test.each([
  "/api/v1/models",
  "/api/v1/sources",
  "/api/v1/features/a/1/2",
  "/api/v1/jobs",
  "/api/v1/search?q=sea",
  "/api/v1/search",
  "/api/v1/suggest?q=sea",
])("with the database down, %s is 503 with a time to come back", async (path) => {
  const response = await callApi(path);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(await response.json()).toMatchObject({ detail: "The catalog's database does not answer." });
});

test("a database that hangs does not hang health", async () => {
  const db = openDb(`postgresql://nobody@127.0.0.1:${silentPort}/none`);
  expect(await getHealth(db, { timeoutMs: 100 })).toMatchObject({ status: "unavailable", ...EMPTY });
});
