// Runs PostgreSQL as its child and stops it when stdin closes, however its parent ended: PostgreSQL itself would
// outlive a parent killed with SIGKILL. Plain JavaScript so that it starts at once and stays small.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";

const { program, args, uid, gid, environment, leftovers } = JSON.parse(process.argv[2] ?? "{}");

const server = spawn(program, args, { uid, gid, env: environment, stdio: ["ignore", "inherit", "inherit"] });
server.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
});
server.on("exit", (code) => {
  for (const path of leftovers) rmSync(path, { recursive: true, force: true });
  process.exit(code ?? 1);
});

/** SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, everything committed is on disk. */
const stop = () => server.kill("SIGINT");
process.stdin.on("close", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
