import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { PROBLEMS } from "#lib/api/problem.ts";
import { OverlapRequest } from "#lib/compare/schema.ts";
import { AppError } from "#lib/errors.ts";
import { LiveRequest } from "#lib/jobs/live.ts";
import { log } from "#lib/log.ts";
import { TextSearchRequest } from "#lib/search/text/schema.ts";
import type { AnswerActivations } from "#workers/live/answer-activations.ts";
import type { AnswerOverlap } from "#workers/live/answer-overlap.ts";
import type { SearchText } from "#workers/live/answer-text-search.ts";

/** A text of 2,000 characters at most 4 bytes each, JSON escapes included, and an address. */
const BODY_BYTES_MAX = 32_768;

export type LiveServer = { url: string; close(): Promise<void> };
export type LiveAnswers = { activations: AnswerActivations; overlap: AnswerOverlap; textSearch: SearchText };
type Reply = { status: number; body: unknown } | { lines: AsyncIterable<unknown> };

/**
 * Answers `POST /activations`, `/overlap` and `/text-search` on a free port of this machine, to whoever knows the secret. The
 * last answers in lines of JSON, as it gets on; one that goes wrong after the first line ends with a line that says so.
 */
export async function listen(answers: LiveAnswers, { secret }: { secret: string }): Promise<LiveServer> {
  const server = createServer((request, response) => void respond(request, response, { answers, secret }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

type Context = { answers: LiveAnswers; secret: string };

async function respond(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const reply = await answer(request, context, gone.signal).catch(presentError);
  if ("lines" in reply) await writeLines(response, reply.lines);
  else response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(reply.body));
}

async function answer(request: IncomingMessage, { answers, secret }: Context, gone: AbortSignal): Promise<Reply> {
  if (!isAuthorised(request, secret)) throw new AppError("forbidden", "This address answers the site only.");
  const route = request.method === "POST" ? request.url : undefined;
  if (route === "/activations")
    return { status: 200, body: await answers.activations(await readInput(request, LiveRequest)) };
  if (route === "/overlap")
    return { status: 200, body: await answers.overlap(await readInput(request, OverlapRequest), gone) };
  if (route === "/text-search") return { lines: answers.textSearch(await readInput(request, TextSearchRequest), gone) };
  throw new AppError("not_found", "Only POST /activations, /overlap and /text-search are answered here.");
}

function presentError(error: unknown): { status: number; body: { error: { code: string; message: string } } } {
  if (error instanceof AppError)
    return { status: PROBLEMS[error.code].status, body: { error: { code: error.code, message: error.message } } };
  if (error instanceof SyntaxError)
    return { status: 400, body: { error: { code: "bad_request", message: "The body is not JSON." } } };
  log.error({ err: error }, "A live request failed");
  return { status: 500, body: { error: { code: "internal", message: "Something went wrong on our side." } } };
}

async function writeLines(response: ServerResponse, lines: AsyncIterable<unknown>): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson" });
  const write = (line: unknown) => response.write(`${JSON.stringify(line)}\n`);
  try {
    for await (const line of lines) write(line);
  } catch (error) {
    // Nobody reads it any more when the request was given up.
    if (!response.closed) write(presentError(error).body);
  }
  response.end();
}

async function readInput<S extends z.ZodType>(request: IncomingMessage, schema: S): Promise<z.output<S>> {
  const input = schema.safeParse(JSON.parse(await readBody(request)));
  if (!input.success) throw new AppError("bad_request", z.prettifyError(input.error));
  return input.data;
}

function isAuthorised({ headers }: IncomingMessage, secret: string): boolean {
  const given = Buffer.from(headers.authorization ?? "");
  const wanted = Buffer.from(`Bearer ${secret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) throw new AppError("too_large", `At most ${BODY_BYTES_MAX} bytes are read.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
