import path from "node:path";
import type { Environment } from "#lib/env.ts";
import { applyMigrations } from "#scripts/migrations/apply.ts";
import { isPortFree } from "#scripts/postgres/ports.ts";
import { buildSite } from "#scripts/setup/build-site.ts";
import { generateClient } from "#scripts/setup/generate-client.ts";
import { openDatabase } from "#scripts/setup/open-database.ts";
import type { Ending } from "#scripts/supervisor/child.ts";
import { keepRunning } from "#scripts/supervisor/keep-running.ts";
import { claimDataFolder, findRunningCopy } from "#scripts/supervisor/lock.ts";
import { formatLogLine } from "#scripts/supervisor/log-line.ts";
import { sentenceOf } from "#scripts/supervisor/sentence.ts";
import { siteUrl, startSite, untilAnswering } from "#scripts/supervisor/site.ts";
import { aborted, listenForStop, type StopSignals } from "#scripts/supervisor/stop-signals.ts";
import { openTerminal, type Terminal } from "#scripts/supervisor/terminal.ts";
import { startWorker, watchWorkerSources } from "#scripts/supervisor/worker.ts";

/** A worker puts what it has in hand back into the queue within a batch; a site answers what it was asked. */
const WORKER_PATIENCE_MS = 30_000;
const SITE_PATIENCE_MS = 5_000;

type Stop = () => Promise<void>;

export type SuperviseOptions = { root: string; development: boolean };

/**
 * Runs the whole product in this terminal until it is told to stop: database, site, one worker, their progress.
 * @returns the exit code
 */
export async function superviseProduct(env: Environment, options: SuperviseOptions): Promise<number> {
  const terminal = openTerminal();
  const stop = listenForStop();
  // Stopped in the reverse order of their start: the worker first, the database last.
  const running: Stop[] = [];
  try {
    await runProduct(env, options, { terminal, stop, running });
    return 0;
  } catch (error) {
    if (stop.asked.aborted) return 0;
    terminal.line(sentenceOf(error));
    return 1;
  } finally {
    if (stop.asked.aborted && running.length > 0) terminal.line("Stopping; once more to force it.");
    for (const end of running.reverse()) await end().catch((error: unknown) => terminal.line(sentenceOf(error)));
    terminal.close();
    stop.dispose();
  }
}

type Surroundings = { terminal: Terminal; stop: StopSignals; running: Stop[] };

/** Settles when asked to stop. @throws Error when something without which the product cannot run has ended */
async function runProduct(
  env: Environment,
  { root, development }: SuperviseOptions,
  { terminal, stop, running }: Surroundings,
): Promise<void> {
  const began = performance.now();
  const signal = stop.asked;
  const dataFolder = path.resolve(root, env.FEATUREPEDIA_DATA);
  await requireFreePort(env, dataFolder);
  const release = claimDataFolder(dataFolder, env.PORT);
  running.push(async () => release());

  const database = await terminal.step(
    "database",
    () => openDatabase(env),
    ({ description }) => description,
  );
  running.push(database.stop);
  const { url: databaseUrl } = database;
  await terminal.step("schema", () => applyMigrations(databaseUrl), describeMigrations);
  await terminal.step("client", () => generateClient(root, { signal }), describeMade);
  if (!development) {
    const build = () => buildSite(root, { signal, env: { DATABASE_URL: databaseUrl } });
    await terminal.step("site", build, describeMade);
  }
  signal.throwIfAborted();

  const print = (name: string) => (line: string) => terminal.line(`${name}: ${formatLogLine(line)}`);
  const onCrash = (name: string) => (ending: Ending, delayMs: number) =>
    terminal.line(`${name}: ended (${ending.signal ?? ending.code}); starting again in ${delayMs / 1000} s`);

  const site = keepRunning(() => startSite(env, { databaseUrl, development, onLine: print("site") }), onCrash("site"));
  running.push(() => insistently(() => site.stop(SITE_PATIENCE_MS), site.kill, stop.insisted));
  const failure = database.ended.then(() => {
    if (!signal.aborted) throw new Error(`PostgreSQL ended unexpectedly; see ${dataFolder}/postgres/postgres.log.`);
  });
  failure.catch(() => {}); // Awaited below; it may come before that.
  await Promise.race([untilAnswering(env, signal), failure]);
  signal.throwIfAborted();
  terminal.line(`  ready         ${siteUrl(env)}  ${((performance.now() - began) / 1000).toFixed(1)} s`);

  const worker = keepRunning(
    () => startWorker({ databaseUrl, development, onLine: print("worker") }),
    onCrash("worker"),
  );
  running.push(() => insistently(() => worker.stop(WORKER_PATIENCE_MS), worker.kill, stop.insisted));
  if (development) watchWorkerSources(worker.restart, signal);

  const watching = new AbortController();
  running.push(await followProgress(databaseUrl, terminal, watching));
  await Promise.race([aborted(signal), failure]);
}

/** A taken port is said before anything that takes long. */
async function requireFreePort({ PORT, HOST }: Environment, dataFolder: string): Promise<void> {
  if (await isPortFree(PORT, HOST)) return;
  const copy = findRunningCopy(dataFolder);
  if (copy) throw new Error(`Another copy of Featurepedia is running here: http://localhost:${copy.port}`);
  throw new Error(`Port ${PORT} is taken by another program; choose one with PORT=3001 npm start.`);
}

const describeMigrations = (names: readonly string[]): string =>
  names.length === 0 ? "up to date" : `${names.length} ${names.length === 1 ? "migration" : "migrations"} applied`;

const describeMade = (made: boolean): string => (made ? "built" : "up to date");

/** Imported when the generated database client exists. @returns how to end it */
async function followProgress(databaseUrl: string, terminal: Terminal, watching: AbortController): Promise<Stop> {
  const { watchProgress } = await import("#scripts/supervisor/watch-progress.ts");
  const { openDb } = await import("#lib/db.ts");
  const db = openDb(databaseUrl, 2);
  const watched = watchProgress(db, terminal, watching.signal);
  return async () => {
    watching.abort();
    terminal.progress([]);
    await watched;
    await db.close();
  };
}

/** Ends something patiently, or at once when asked a second time. */
async function insistently(end: Stop, kill: () => void, insisted: AbortSignal): Promise<void> {
  void aborted(insisted).then(kill);
  await end();
}
