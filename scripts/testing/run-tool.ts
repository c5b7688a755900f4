import { spawn } from "node:child_process";

const OUTPUT_CHARACTERS_MAX = 200_000;

export type ToolRun = { ok: boolean; output: string };

/** Runs a tool of node_modules to its end, keeping what it prints; one that takes too long is ended and has failed. */
export function runTool(
  args: readonly string[],
  { timeoutMs, env = {} }: { timeoutMs: number; env?: Record<string, string> },
): Promise<ToolRun> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", ...env },
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => {
      output += `\nStill running after ${timeoutMs / 1000} s; ended.\n`;
      child.kill("SIGTERM");
      setTimeout(() => child.kill("SIGKILL"), 20_000).unref();
    }, timeoutMs);
    child.once("error", (error) => {
      output += error.message;
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ ok: code === 0, output });
    });
  });
}
