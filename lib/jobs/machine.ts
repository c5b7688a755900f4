import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * Names the set of processes among which a pid means one process: this boot of this machine, this container.
 * Where the system does not tell, the host's name alone.
 */
export function machineName(): string {
  return [hostname(), firstLine("/proc/sys/kernel/random/boot_id"), pidNamespace()].filter(Boolean).join("/");
}

/** Whether a process of this machine is running. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to someone else. Only ESRCH says it is gone.
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // process.kill throws errors with a code
  }
}

function firstLine(path: string): string {
  try {
    return readFileSync(path, "utf8").split("\n")[0] ?? "";
  } catch {
    return ""; // Only Linux has it.
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return ""; // Only Linux has it.
  }
}
