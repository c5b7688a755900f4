import { readdirSync } from "node:fs";
import { contracts } from "#lib/api/contracts.ts";
import type { RouteHandler } from "#lib/api/endpoint.ts";

const FOLDER = new URL("../../app/api/", import.meta.url);

/** Paths of the routes under app/api, as the API's description writes them; the catch-all left out. */
export function listRoutePaths(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith("/route.ts") && !file.includes("[["))
    .map((file) => `/api/${file.slice(0, -"/route.ts".length)}`.replace(/\[(\w+)\]/g, "{$1}"))
    .toSorted();
}

/** Sends a request to the route that the site would pick, without a server. Import after DATABASE_URL is set. */
export async function callApi(path: string, init: RequestInit = {}): Promise<Response> {
  const url = new URL(path, "http://localhost");
  for (const contract of contracts) {
    const pattern = new RegExp(`^${contract.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)").replaceAll(".", "\\.")}$`);
    const match = pattern.exec(url.pathname);
    if (match)
      return (await routeAt(contract.path, init))(new Request(url, init), {
        params: Promise.resolve({ ...match.groups }),
      });
  }
  return (await routeAt("/api/[[...path]]", init))(new Request(url, init), { params: Promise.resolve({}) });
}

async function routeAt(path: string, { method = "GET" }: RequestInit): Promise<RouteHandler> {
  const file = path.replace(/^\/api\//, "").replace(/\{(\w+)\}/g, "[$1]");
  const route: Record<string, RouteHandler> = await import(new URL(`${file}/route.ts`, FOLDER).href);
  const handler = route[method];
  if (!handler) throw new Error(`${path} does not export ${method}`);
  return handler;
}
