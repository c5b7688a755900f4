import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Contract } from "#lib/api/contract.ts";
import { formatEtag, matchesEtag } from "#lib/api/etag.ts";
import { InvalidInput, problemResponse } from "#lib/api/problem.ts";
import { readJson } from "#lib/api/request-body.ts";
import { acceptsLines, streamLines } from "#lib/api/stream-lines.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { version } from "#lib/version.ts";

export type RouteContext = { params: Promise<unknown> };
export type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

export type Input<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = {
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
  request: Request;
};

export type Options<I, A> = {
  /** What an answer's ETag is made of, when a quick look-up finds it too: then a match costs no full read. */
  tag?: { find: (input: I) => Promise<string>; of: (answer: A) => string };
  status?: (answer: A) => number;
  /** The same answer with what comes before it, for who accepts lines (`stream-lines.ts`). */
  lines?: (input: I) => AsyncGenerator;
  report?: (error: unknown, request: { id: string; method: string; url: string }) => void;
};

/** A longer id is someone else's text in our log. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** A route handler from a contract and a plain function: parse, run, answer; every error becomes a problem here. */
export function endpoint<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  contract: Contract<P, Q, B, R>,
  handler: (input: Input<P, Q, B>) => Promise<z.output<R>>,
  { tag, lines, status = () => 200, report = logFailure }: Options<Input<P, Q, B>, z.output<R>> = {},
): RouteHandler {
  return async (request, context) => {
    const given = request.headers.get("x-request-id") ?? "";
    const id = REQUEST_ID.test(given) ? given : randomUUID();
    const problemOf = (error: unknown) =>
      problemResponse(error, id, (cause) => report(cause, { id, method: request.method, url: request.url }));
    const respond = async () => {
      const input = await readInput(contract, request, context);
      if (lines && acceptsLines(request)) return streamLines(lines(input), problemOf);
      const ifNoneMatch = request.headers.get("if-none-match");
      if (tag && ifNoneMatch !== null) {
        const etag = versionedEtag(await tag.find(input));
        if (matchesEtag(ifNoneMatch, etag)) return notModified(contract, etag);
      }
      const answer = await handler(input);
      const body = JSON.stringify(answer);
      if (contract.cacheSeconds === undefined) return json(body, status(answer), { "cache-control": "no-store" });
      const etag = tag ? versionedEtag(tag.of(answer)) : formatEtag(body);
      if (matchesEtag(ifNoneMatch, etag)) return notModified(contract, etag);
      return json(body, status(answer), cacheHeaders(contract, etag));
    };
    const response = await respond().catch(problemOf);
    response.headers.set("x-request-id", id);
    // Reading the catalog from a notebook or another page is what the API is for; no cookie ever decides an answer.
    response.headers.set("access-control-allow-origin", "*");
    return response;
  };
}

/** Answers every path under /api that has no route, so that a client never gets a page. */
export const unknownRoute: RouteHandler = async (request) =>
  problemResponse(
    new AppError(
      "not_found",
      `There is nothing at ${new URL(request.url).pathname}; /api/v1/openapi.json lists what there is.`,
    ),
    "",
    () => {},
  );

async function readInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  contract: Contract<P, Q, B>,
  request: Request,
  context: RouteContext,
): Promise<Input<P, Q, B>> {
  const query = readParameters(new URL(request.url).searchParams);
  return {
    params: parse("path", contract.params, (await context?.params) ?? {}),
    query: parse("query", contract.query, query),
    body: parse(
      "body",
      contract.body,
      contract.body instanceof z.ZodUndefined ? undefined : await readJson(request, contract.bodyBytesMax),
    ),
    request,
  };
}

/** Parameters with a value. One that is given several times, as by a form with several boxes, is a list. */
function readParameters(given: URLSearchParams): Record<string, string> {
  const names = [...new Set(given.keys())];
  const values = names.map((name) => [name, given.getAll(name).filter((value) => value !== "")] as const);
  return Object.fromEntries(values.flatMap(([name, all]) => (all.length > 0 ? [[name, all.join(",")]] : [])));
}

function parse<S extends z.ZodType>(part: string, schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (!result.success) throw new InvalidInput(part, result.error);
  return result.data;
}

function json(body: string, status: number, headers: Record<string, string>): Response {
  const length = String(Buffer.byteLength(body));
  return new Response(body, {
    status,
    headers: { "content-type": "application/json", "content-length": length, ...headers },
  });
}

const notModified = (contract: Contract, etag: string) =>
  new Response(null, { status: 304, headers: cacheHeaders(contract, etag) });

const cacheHeaders = ({ cacheSeconds }: Contract, etag: string) => ({
  etag,
  "cache-control": `public, max-age=${cacheSeconds}, stale-while-revalidate=${(cacheSeconds ?? 0) * 10}`,
});

/** A new version of the code may present the same record otherwise. */
const versionedEtag = (tag: string) => formatEtag(`${version} ${tag}`);

function logFailure(error: unknown, request: { id: string; method: string; url: string }): void {
  log.error({ err: error, request }, "A request failed");
}
