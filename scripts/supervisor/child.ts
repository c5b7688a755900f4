import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** A Node program that we run and stop. */
export type Child = {
  ended: Promise<Ending>;
  /** Asks it to end, and insists after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
  kill(): void;
};

export type ChildOptions = {
  /** Modules loaded before the program (`tsx`). */
  imports?: readonly string[];
  env: Record<string, string>;
  onLine(line: string): void;
};

const EXIT_WITH_PARENT = pathToFileURL(path.join(import.meta.dirname, "exit-with-parent.mjs")).href;

/** Starts `node <args>` in its own process group, so that Ctrl-C in the terminal reaches only the supervisor. */
export function startChild(args: readonly string[], { imports = [], env, onLine }: ChildOptions): Child {
  const preload = [...imports, EXIT_WITH_PARENT].flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...preload, ...args], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: process.platform !== "win32",
    env: { ...process.env, ...env, FEATUREPEDIA_PARENT: String(process.pid) },
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on("line", onLine);
  }
  const ended = new Promise<Ending>((resolve) => {
    child.once("error", (error) => {
      onLine(error.message);
      resolve({ code: 1, signal: null });
    });
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return {
    ended,
    async stop(patienceMs) {
      child.kill("SIGTERM");
      const impatience = new AbortController();
      await Promise.race([ended, sleep(patienceMs, undefined, { signal: impatience.signal }).catch(() => undefined)]);
      impatience.abort();
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
    kill: () => void child.kill("SIGKILL"),
  };
}
