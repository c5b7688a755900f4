import { expect, test } from "vitest";
import * as z from "zod";
import type { Contract } from "#lib/api/contract.ts";
import { endpoint } from "#lib/api/endpoint.ts";
import { methods } from "#lib/api/methods.ts";
import { RateLimited } from "#lib/api/problem.ts";
import { AppError, notFound } from "#lib/errors.ts";

const read = {
  id: "read",
  method: "GET",
  path: "/api/things/{id}",
  summary: "A thing",
  params: z.object({ id: z.coerce.number().int() }),
  query: z.strictObject({ fail: z.string().optional() }),
  body: z.undefined(),
  response: z.object({ id: z.int(), name: z.string() }),
  problems: ["not_found"],
  cacheSeconds: 60,
} satisfies Contract;

const failures: Record<string, () => Error> = {
  missing: () => notFound("Thing 9"),
  busy: () => new RateLimited("Slow down.", 2.3),
  gone: () => new AppError("unavailable", "No worker."),
  database: () => Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
  zod: () => z.string().safeParse(1).error ?? new Error(),
  bug: () => new Error("secret detail"),
};

const reported: unknown[] = [];
const GET = endpoint(
  read,
  async ({ params, query }) => {
    const failure = query.fail === undefined ? undefined : failures[query.fail];
    if (failure) throw failure();
    return { id: params.id, name: "lamp" };
  },
  { report: (error) => reported.push(error) },
);

const write = {
  ...read,
  id: "write",
  method: "POST",
  body: z.strictObject({ text: z.string() }),
} as const satisfies Contract;
const POST = endpoint(write, async ({ params, body }) => ({ id: params.id, name: body.text }));

const call = (query = "", { id = "1", ...init }: RequestInit & { id?: string } = {}) =>
  GET(new Request(`http://test/${query}`, init), { params: Promise.resolve({ id }) });
const post = (body: string) =>
  POST(new Request("http://test/", { method: "POST", body }), { params: Promise.resolve({ id: "1" }) });

test("an answer is JSON with an ETag, cacheable, for anyone", async () => {
  const response = await call();
  expect(await response.json()).toEqual({ id: 1, name: "lamp" });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/json",
    "content-length": "22",
    "cache-control": "public, max-age=60, stale-while-revalidate=600",
    "access-control-allow-origin": "*",
    etag: expect.stringMatching(/^W\/".+"$/),
  });
});

test("what the client has already is not sent again", async () => {
  const etag = (await call()).headers.get("etag") ?? "";
  for (const header of [etag, `"other", ${etag}`, etag.replace("W/", ""), "*"]) {
    const response = await call("", { headers: { "if-none-match": header } });
    expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([304, "", etag]);
  }
  expect((await call("", { headers: { "if-none-match": `"other"` } })).status).toBe(200);
});

test("with a tag to look up, a match never runs the handler", async () => {
  let reads = 0;
  const handler = endpoint(read, async () => ({ id: (reads += 1), name: "x" }), {
    tag: { find: async () => "7", of: () => "7" },
  });
  const request = (headers: Record<string, string>) =>
    handler(new Request("http://test/", { headers }), { params: Promise.resolve({ id: "1" }) });
  const etag = (await request({})).headers.get("etag") ?? "";
  expect((await request({ "if-none-match": etag })).status).toBe(304);
  expect(reads).toBe(1);
});

test.each([
  ["missing", 404, "Thing 9 not found"],
  ["busy", 429, "Slow down."],
  ["gone", 503, "No worker."],
  ["database", 503, "The catalog's database does not answer."],
])("%s is a problem with status %i", async (fail, status, detail) => {
  const response = await call(`?fail=${fail}`);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({
    type: expect.stringContaining("#/components/responses/"),
    title: expect.any(String),
    status,
    detail,
  });
});

test("a client that must wait is told how long", async () => {
  expect((await call("?fail=busy")).headers.get("retry-after")).toBe("3");
  expect((await call("?fail=gone")).headers.get("retry-after")).toBe("5");
});

test.each(["zod", "bug"])("our own mistake (%s) is 500, kept from the client and reported", async (fail) => {
  reported.length = 0;
  const response = await call(`?fail=${fail}`, { headers: { "x-request-id": "abc-1" } });
  expect(response.status).toBe(500);
  expect((await response.json()).detail).toBe(
    "Something went wrong on our side; quote request abc-1 when you report it.",
  );
  expect(reported).toHaveLength(1);
});

test("every field that is wrong is named", async () => {
  const response = await call("?nonsense=1", { id: "x" });
  expect(response.status).toBe(400);
  expect((await response.json()).errors).toMatchObject([{ field: "id" }]);
  const query = await call("?nonsense=1");
  expect((await query.json()).errors).toMatchObject([{ field: "query", message: expect.stringContaining("nonsense") }]);
});

test("a parameter given several times is a list; one without a value is not given", async () => {
  const list = { ...read, query: z.strictObject({ name: z.string().optional(), other: z.string().optional() }) };
  const handler = endpoint(list, async ({ query }) => ({ id: 1, name: JSON.stringify(query) }));
  const request = new Request("http://test/?name=a&other=&name=b&name=");
  const response = await handler(request, { params: Promise.resolve({ id: "1" }) });
  expect((await response.json()).name).toBe(`{"name":"a,b"}`);
});

test("a request id comes back; one that is not an id is replaced", async () => {
  expect((await call("", { headers: { "x-request-id": "trace.1" } })).headers.get("x-request-id")).toBe("trace.1");
  expect((await call("", { headers: { "x-request-id": "a b".repeat(50) } })).headers.get("x-request-id")).toMatch(
    /^[\da-f-]{36}$/,
  );
});

test("a body is read once it is JSON, of the right shape, and not too large", async () => {
  expect(await (await post(`{"text":"dog"}`)).json()).toEqual({ id: 1, name: "dog" });
  expect((await post("dog")).status).toBe(400);
  expect((await post(`{"text":1}`)).status).toBe(400);
  expect((await post(`{"text":"${"x".repeat(70_000)}"}`)).status).toBe(413);
});

test("a body that hides its length is cut off at the bound", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1024).fill((sent += 1024) && 32)),
  });
  const init = { method: "POST", body: endless, duplex: "half" };
  const response = await POST(new Request("http://test/", init), { params: Promise.resolve({ id: "1" }) });
  expect(response.status).toBe(413);
  expect(sent).toBeLessThan(200_000);
});

test("a route answers HEAD like GET without the body, and names the methods it has", async () => {
  const route = methods({ GET });
  const context = { params: Promise.resolve({ id: "1" }) };
  const head = await route.HEAD(new Request("http://test/", { method: "HEAD" }), context);
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "22", ""]);
  const put = await route.PUT(new Request("http://test/", { method: "PUT" }), context);
  expect([put.status, put.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
  expect(await put.json()).toMatchObject({ title: "Method not allowed", status: 405 });
  const options = await route.OPTIONS(new Request("http://test/", { method: "OPTIONS" }), context);
  expect([options.status, options.headers.get("access-control-allow-methods")]).toEqual([204, "GET, HEAD, OPTIONS"]);
});
