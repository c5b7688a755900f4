import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_TIMEOUT_MS = 20_000;

/**
 * Makes a data folder startable after its parent, its guard or the machine was killed: stops a server that still runs
 * in it, and removes a `postmaster.pid` whose number now belongs to some other process (PostgreSQL would refuse it).
 */
export async function clearLeftovers(data: string): Promise<void> {
  const pidFile = path.join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  if (runsPostgresIn(pid, data)) {
    process.kill(pid, "SIGINT");
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (runsPostgresIn(pid, data) && Date.now() < deadline) await sleep(50);
    if (runsPostgresIn(pid, data)) throw new Error(`PostgreSQL (process ${pid}) still runs in ${data}; stop it.`);
  }
  rmSync(pidFile, { force: true });
}

function runsPostgresIn(pid: number, data: string): boolean {
  const command = commandLine(pid);
  return command.includes("postgres") && command.includes(data);
}

function commandLine(pid: number): string {
  if (!Number.isInteger(pid) || pid <= 0) return "";
  try {
    return existsSync("/proc/self/cmdline")
      ? readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
      : execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    // No such process.
    return "";
  }
}
