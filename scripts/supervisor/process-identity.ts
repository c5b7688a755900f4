import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { machineName } from "#lib/jobs/machine.ts";

/**
 * Names a running process so that a later one with the same number is told apart; undefined when there is none.
 * The name is the machine, the number and the moment the process started.
 */
export function processIdentity(pid: number): string | undefined {
  const started = startOf(pid);
  return started === undefined ? undefined : `${machineName()} ${pid} ${started}`;
}

function startOf(pid: number): string | undefined {
  try {
    if (existsSync("/proc/self/stat")) {
      // Fields after the command's name, which is in parentheses and may hold spaces; the 20th of them is the start.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ");
      return fields?.[19];
    }
    if (process.platform === "win32") return String(process.kill(pid, 0));
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    // No such process.
    return undefined;
  }
}
