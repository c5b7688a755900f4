import type { RouteHandler } from "#lib/api/endpoint.ts";
import { methodNotAllowed } from "#lib/api/problem.ts";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Method = (typeof METHODS)[number];

/** All methods of a route: the given ones, HEAD beside GET, OPTIONS for browsers, and 405 with Allow for the rest. */
export function methods(given: { GET?: RouteHandler; POST?: RouteHandler }): Record<Method, RouteHandler> {
  const { GET, POST } = given;
  const allow = METHODS.filter((method) => method in given || method === "OPTIONS" || (GET && method === "HEAD")).join(
    ", ",
  );
  const refuse: RouteHandler = async (request) => methodNotAllowed(request.method, allow);
  return {
    GET: GET ?? refuse,
    HEAD: GET ? withoutBody(GET) : refuse,
    POST: POST ?? refuse,
    PUT: refuse,
    PATCH: refuse,
    DELETE: refuse,
    OPTIONS: async () => new Response(null, { status: 204, headers: preflightHeaders(allow) }),
  };
}

function withoutBody(handler: RouteHandler): RouteHandler {
  return async (request, context) => {
    const { status, headers } = await handler(request, context);
    return new Response(null, { status, headers });
  };
}

const preflightHeaders = (allow: string) => ({
  allow,
  "access-control-allow-origin": "*",
  "access-control-allow-methods": allow,
  "access-control-allow-headers": "content-type, if-none-match, x-request-id",
  "access-control-max-age": "86400",
});
