import { spawn } from "node:child_process";

const OUTPUT_TAIL_CHARACTERS = 8_000;

export type RunOptions = { env?: Record<string, string>; signal?: AbortSignal };

/** Runs a program of node_modules quietly. @throws Error with the end of its output when it fails. */
export function runProgram(script: string, args: readonly string[], { env, signal }: RunOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      ...(signal ? { signal } : {}),
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_TAIL_CHARACTERS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ${args.join(" ")} failed (${code ?? "killed"}):\n${output}`));
    });
  });
}
