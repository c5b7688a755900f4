import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openHubRepository } from "#lib/weights/hub-repository.ts";

const ID = "people/model";
const SHA = "0123456789abcdef0123456789abcdef01234567";
const WEIGHTS = Buffer.from(Array.from({ length: 50_000 }, (_, i) => i % 251));
const CONFIG = Buffer.from('{"a":1}');
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const gitSha1 = (bytes: Buffer) => createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

// The hub's own paths and answers, on loopback.
let server: Server;
let hubUrl: string;
let folder: string;
let requests: { path: string; range: string | undefined; authorization: string | undefined }[];
/** What is sent instead of the weights. */
let sent: { bytes: Buffer; cutAt?: number };
let closed: number | undefined;

beforeEach(async () => {
  [requests, sent, closed] = [[], { bytes: WEIGHTS }, undefined];
  folder = await mkdtemp(join(tmpdir(), "hub-"));
  server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    requests.push({ path, range: request.headers.range, authorization: request.headers.authorization });
    const json = (value: unknown) => response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    if (closed !== undefined) return response.writeHead(closed).end();
    if (path === `/api/models/${ID}/revision/main`)
      return json({ _id: "1", id: ID, sha: SHA, tags: ["license:apache-2.0"], private: false });
    if (path.startsWith(`/api/models/${ID}/tree/${SHA}`))
      return json([
        { type: "directory", path: "sub", oid: "1", size: 0 },
        { type: "file", path: "config.json", oid: gitSha1(CONFIG), size: CONFIG.length },
        {
          type: "file",
          path: "sub/weights.safetensors",
          oid: "2",
          size: WEIGHTS.length,
          lfs: { oid: sha256(WEIGHTS), size: WEIGHTS.length, pointerSize: 130 },
        },
      ]);
    if (path === `/${ID}/resolve/${SHA}/config.json`) return response.end(CONFIG);
    if (path === `/${ID}/resolve/${SHA}/sub/weights.safetensors`) {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200);
      if (sent.cutAt === undefined) return response.end(sent.bytes.subarray(start));
      response.write(sent.bytes.subarray(start, sent.cutAt));
      return setTimeout(() => response.destroy(), 20);
    }
    return response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on a port, not a pipe
});
afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

const open = (token?: string) => openHubRepository(ID, { hubUrl, token });
const fetchWeights = async () => {
  const repository = await open();
  const file = repository.files.find(({ path }) => path.endsWith("safetensors"));
  if (!file) throw new Error("no weights");
  await repository.fetch(file, join(folder, "weights"));
};

test("pins the commit, states the licence, and lists the files with their hashes", async () => {
  const repository = await open();
  expect(repository).toMatchObject({ revision: SHA, licence: "apache-2.0" });
  expect(repository.files).toEqual([
    { path: "config.json", bytes: CONFIG.length, gitSha1: gitSha1(CONFIG) },
    { path: "sub/weights.safetensors", bytes: WEIGHTS.length, sha256: sha256(WEIGHTS) },
  ]);
  expect(requests.some(({ path }) => path.includes(`/tree/${SHA}`))).toBe(true);
});

test("a file is there whole, checked by either hash, and says how far it is", async () => {
  const repository = await open();
  const seen: number[] = [];
  for (const file of repository.files)
    await repository.fetch(file, join(folder, file.path), { onBytes: (bytes) => void seen.push(bytes) });
  expect(await readFile(join(folder, "config.json"))).toEqual(CONFIG);
  expect(await readFile(join(folder, "sub/weights.safetensors"))).toEqual(WEIGHTS);
  expect(seen.at(-1)).toBe(WEIGHTS.length);
});

test("what was cut off is gone on from, not fetched again", async () => {
  sent = { bytes: WEIGHTS, cutAt: 20_000 };
  await expect(fetchWeights()).rejects.toThrow("could not be reached");
  await expect(stat(join(folder, "weights"))).rejects.toThrow("ENOENT");
  const { size } = await stat(join(folder, "weights.part"));
  expect(size).toBeGreaterThan(0);
  sent = { bytes: WEIGHTS };
  await fetchWeights();
  expect(requests.at(-1)?.range).toBe(`bytes=${size}-`);
  expect(await readFile(join(folder, "weights"))).toEqual(WEIGHTS);
});

test("what arrives otherwise than it was sent is thrown away", async () => {
  sent = { bytes: Buffer.from(WEIGHTS.map((byte, i) => (i === 7 ? byte + 1 : byte))) };
  await expect(fetchWeights()).rejects.toThrow("did not arrive as it was sent");
  await writeFile(join(folder, "weights.part"), Buffer.from([9, 9, 9]));
  sent = { bytes: WEIGHTS };
  await expect(fetchWeights()).rejects.toThrow("did not arrive as it was sent");
  await fetchWeights();
  expect(await readFile(join(folder, "weights"))).toEqual(WEIGHTS);
});

test("a token is sent, and no token is sent without one", async () => {
  await open("hf_secret");
  expect(requests.every(({ authorization }) => authorization === "Bearer hf_secret")).toBe(true);
  requests.length = 0;
  await open();
  expect(requests.every(({ authorization }) => authorization === undefined)).toBe(true);
});

describe("refused with a sentence", () => {
  test.each([
    [401, "set HF_TOKEN"],
    [403, "set HF_TOKEN"],
    [404, "has no people/model"],
    [503, "answered 503"],
  ])("%s", async (status, message) => {
    closed = status;
    await expect(open()).rejects.toThrow(message);
  });

  test("a hub that is not there", async () => {
    await expect(openHubRepository(ID, { hubUrl: "http://127.0.0.1:9" })).rejects.toThrow("could not be reached");
  });
});
