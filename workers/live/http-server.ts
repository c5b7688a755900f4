import { timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { PROBLEMS } from "#lib/api/problem.ts";
import type { LiveActivations } from "#lib/catalog/schema.ts";
import { AppError } from "#lib/errors.ts";
import { LiveRequest } from "#lib/jobs/live.ts";
import { log } from "#lib/log.ts";

/** A text of 2,000 characters at most 4 bytes each, JSON escapes included, and an address. */
const BODY_BYTES_MAX = 32_768;

export type LiveServer = { url: string; close(): Promise<void> };
type Answer = (request: LiveRequest) => Promise<LiveActivations>;

/** Answers `POST /activations` on a free port of this machine, to whoever knows the secret. */
export async function listen(answer: Answer, { secret }: { secret: string }): Promise<LiveServer> {
  const server = createServer((request, response) => {
    void respond(request, answer, secret).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
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

async function respond(
  request: IncomingMessage,
  answer: Answer,
  secret: string,
): Promise<{ status: number; body: unknown }> {
  try {
    if (!isAuthorised(request, secret)) throw new AppError("forbidden", "This address answers the site only.");
    if (request.method !== "POST" || request.url !== "/activations")
      throw new AppError("not_found", "Only POST /activations is answered here.");
    const input = LiveRequest.safeParse(JSON.parse(await readBody(request)));
    if (!input.success) throw new AppError("bad_request", z.prettifyError(input.error));
    return { status: 200, body: await answer(input.data) };
  } catch (error) {
    if (error instanceof AppError)
      return { status: PROBLEMS[error.code].status, body: { error: { code: error.code, message: error.message } } };
    if (error instanceof SyntaxError)
      return { status: 400, body: { error: { code: "bad_request", message: "The body is not JSON." } } };
    log.error({ err: error }, "A live request failed");
    return { status: 500, body: { error: { code: "internal", message: "Something went wrong on our side." } } };
  }
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
