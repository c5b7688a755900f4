import { watch } from "node:fs";
import { startChild, type Child } from "#scripts/supervisor/child.ts";

const CHANGE_SETTLES_MS = 300;
const WATCHED = ["workers", "lib"];

export type WorkerOptions = { databaseUrl: string; development: boolean; onLine(line: string): void };

/** Starts a worker's process. */
export function startWorker({ databaseUrl, development, onLine }: WorkerOptions): Child {
  return startChild(["workers/main.ts"], {
    imports: ["tsx"],
    env: {
      DATABASE_URL: databaseUrl,
      NODE_ENV: development ? "development" : "production",
      // The bars say what it does; unless more is asked for, only trouble is said besides.
      LOG_LEVEL: process.env["LOG_LEVEL"] || "warn",
    },
    onLine,
  });
}

/** Calls back when the worker's code has changed, once for changes in quick succession. */
export function watchWorkerSources(onChange: () => void, signal: AbortSignal): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of WATCHED) {
    watch(folder, { recursive: true, signal }, (_event, file) => {
      if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, CHANGE_SETTLES_MS);
    });
  }
}
