import * as z from "zod";
import { SourceInfo } from "#lib/catalog/schema.ts";
import { env } from "#lib/env.ts";
import { measureLoad, type Load } from "#scripts/bench/load.ts";
import type { Figure } from "#scripts/bench/report.ts";
import { freePort } from "#scripts/postgres/ports.ts";
import { buildSite } from "#scripts/setup/build-site.ts";
import { startSite, untilAnswering } from "#scripts/supervisor/site.ts";

const CONNECTIONS = [1, 16];
/** Few enough to be answered from memory after one pass. */
const WARM_FEATURES = 50;
const STOP_PATIENCE_MS = 10_000;
const START_TIMEOUT_MS = 60_000;

export type SiteBenchOptions = { seconds: number };

/** Starts the production site on a database and measures it; load comes from the same machine and takes part of it. */
export async function benchOwnSite(databaseUrl: string, options: SiteBenchOptions): Promise<Figure[]> {
  await buildSite(process.cwd());
  const own = { ...env, PORT: await freePort() };
  const lines: string[] = [];
  const site = startSite(own, { databaseUrl, development: false, onLine: (line) => void lines.push(line) });
  try {
    await untilAnswering(own, AbortSignal.timeout(START_TIMEOUT_MS));
    return await benchSite(`http://127.0.0.1:${own.PORT}`, options);
  } finally {
    await site.stop(STOP_PATIENCE_MS);
  }
}

/** Measures a running site: feature pages and the API's features, known and not, and the pages around them. */
export async function benchSite(url: string, { seconds }: SiteBenchOptions): Promise<Figure[]> {
  const features = await listFeatureAddresses(url);
  const source = features[0]?.split("/").slice(0, 2).join("/") ?? "";
  const warm = features.slice(0, WARM_FEATURES);
  const unread = cycle(features.slice(WARM_FEATURES));
  const known = cycle(warm);
  const page = (next: () => string) => () => `/${next()}`;
  const api = (next: () => string) => () => `/api/v1/features/${next()}`;
  for (const address of warm)
    for (const path of [`/${address}`, `/api/v1/features/${address}`]) await (await fetch(url + path)).arrayBuffer();
  const run = (what: string, next: () => string, headers: Load["headers"] = {}) =>
    measureAt(url, what, next, { seconds, headers });
  return [
    ...(await run("feature page, seen before", page(known))),
    ...(await run("feature page, compressed", page(known), { "accept-encoding": "gzip" })),
    ...(await run("feature page, first time", page(unread))),
    ...(await run("API feature, seen before", api(known))),
    ...(await run("API feature, first time", api(unread))),
    ...(await run("source page", () => `/${source}`)),
    ...(await run("API page of 50 features", () => `/api/v1/sources/${source}/features?sort=density`)),
    ...(await run("health", () => "/api/health")),
  ];
}

async function measureAt(
  url: string,
  what: string,
  next: () => string,
  { seconds, headers = {} }: { seconds: number; headers?: Load["headers"] },
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const connections of CONNECTIONS) {
    const { perSecond, p50Ms, p95Ms, bytes } = await measureLoad(url, next, { connections, seconds, headers });
    const note = `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms, ${Math.round(bytes / 1024)} KB each`;
    figures.push({ what: `${what}, ${connections} at once`, value: perSecond, unit: "requests/s", note });
  }
  return figures;
}

const Sources = z.object({ items: z.array(SourceInfo) });

/** Addresses of every feature of the catalog's largest dictionary, in an order that has nothing to do with their index. */
async function listFeatureAddresses(url: string): Promise<string[]> {
  const response = await fetch(`${url}/api/v1/sources`);
  const { items } = Sources.parse(await response.json());
  const ready = items.filter(({ state }) => state === "ready").toSorted((a, b) => b.features - a.features);
  const [largest] = ready;
  if (!largest) throw new Error(`The site at ${url} has no finished source to measure with.`);
  const { model, id, features } = largest;
  // Coprime to any power of two and to most counts: visits every index once.
  const stride = (2_654_435_761 % features) | 1;
  return Array.from({ length: features }, (_, i) => `${model}/${id}/${(i * stride) % features}`);
}

function cycle(addresses: readonly string[]): () => string {
  let at = 0;
  return () => addresses[at++ % addresses.length] ?? "";
}
