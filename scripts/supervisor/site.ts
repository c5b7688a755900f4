import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "#lib/env.ts";
import { NEXT } from "#scripts/setup/build-site.ts";
import { startChild, type Child } from "#scripts/supervisor/child.ts";

/** What Next says about itself at every start. */
const BANNER = /^\s*(▲ Next|- (Local|Network|Environments|Experiments)|✓ (Starting|Ready|Running next)|$)/;
const POLL_MS = 100;
const ANSWER_TIMEOUT_MS = 2_000;

export type SiteOptions = { databaseUrl: string; development: boolean; onLine(line: string): void };

/** Starts the site's process. */
export function startSite(env: Environment, { databaseUrl, development, onLine }: SiteOptions): Child {
  const args = [NEXT, development ? "dev" : "start", "--port", String(env.PORT)];
  return startChild(env.HOST === undefined ? args : [...args, "--hostname", env.HOST], {
    env: {
      DATABASE_URL: databaseUrl,
      NEXT_TELEMETRY_DISABLED: "1",
      NODE_ENV: development ? "development" : "production",
    },
    onLine: (line) => {
      if (!BANNER.test(line)) onLine(line);
    },
  });
}

export const siteUrl = ({ HOST, PORT }: Environment): string => `http://${HOST ?? "localhost"}:${PORT}`;

/** Settles once the site answers anything at all. */
export async function untilAnswering({ HOST, PORT }: Environment, signal: AbortSignal): Promise<void> {
  const url = `http://${HOST ?? "127.0.0.1"}:${PORT}/api/health`;
  while (!signal.aborted) {
    try {
      await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]) });
      return;
    } catch {
      // Not yet; its process is watched elsewhere.
      await sleep(POLL_MS);
    }
  }
}
