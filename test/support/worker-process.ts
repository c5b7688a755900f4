import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");

export type WorkerProcess = {
  pid: number;
  /** What it has written so far, standard output and errors together. */
  log(): string;
  /** As `kill -9` does it: no goodbye. */
  killHard(): Promise<void>;
  /** As Ctrl-C does it. @returns its exit code */
  stop(): Promise<number | null>;
};

/** A worker in a process of its own, as `npm start` runs it. */
export function startWorkerProcess(env: {
  DATABASE_URL: string;
  MODELS_DIRECTORY: string;
  DEMO_TOKENS: string;
}): WorkerProcess {
  const child: ChildProcess = spawn(process.execPath, ["--import", "tsx", "workers/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, ENGINE_THREADS: "2", LOG_LEVEL: "info", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (written += chunk));
  const ended = once(child, "exit");
  return {
    pid: child.pid ?? 0,
    log: () => written,
    async killHard() {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code;
    },
  };
}
