import { spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { drainJobs, STEPS } from "#test/support/drain-jobs.ts";
import { type TinyModels, writeTinyModels } from "#test/support/tiny-model.ts";
import { prepareQueue } from "#workers/queue.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");

let database: TestDatabase;
let models: TinyModels;
let data: string;
beforeAll(async () => {
  [database, models, data] = await Promise.all([
    createTestDatabase(),
    writeTinyModels("given"),
    mkdtemp(join(tmpdir(), "featurepedia-data-")),
  ]);
  await prepareQueue(database.db);
});
afterAll(async () => {
  await database.drop();
  await models.remove();
  await rm(data, { recursive: true });
});

/** A command as a person types it. */
function run(script: "add-model" | "add-source", ...given: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", join("scripts", "add", `${script}.ts`), ...given], {
    cwd: REPOSITORY,
    env: { ...process.env, DATABASE_URL: database.url, FEATUREPEDIA_DATA: data },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, output })));
}

const added = async (): Promise<string[]> =>
  (await readdir(join(data, "models")).catch(() => [])).toSorted((a, b) => a.localeCompare(b));
const listSources = () =>
  database.db.prisma.source.findMany({
    select: { slug: true, state: true, model: { select: { slug: true } } },
    orderBy: { slug: "asc" },
  });

test("a dry run says what it would do, and leaves nothing", async () => {
  const { code, output } = await run("add-model", join(models.directory, "given"), "--name", "mine", "--dry-run");
  expect(output).toMatch(/parameters .*memory .*time /s);
  expect(code).toBe(0);
  expect(await added()).toEqual([]);
  expect(await database.db.prisma.job.count()).toBe(0);
});

test("a model and its source are in the catalog with two commands, over the same text", async () => {
  const model = await run("add-model", join(models.directory, "given"), "--name", "mine", "--tokens", "3000");
  expect(model).toMatchObject({ code: 0, output: expect.stringContaining("mine is in") });
  const source = await run(
    "add-source",
    "mine",
    join(models.directory, "given-saes"),
    "--path",
    "1-res-512",
    "--name",
    "1-res-512",
  );
  expect(source).toMatchObject({
    code: 0,
    output: expect.stringMatching(
      /for 3,000 tokens.*others .*computed alone.*512 features of blocks\.1\.hook_resid_post/s,
    ),
  });
  await drainJobs(database.db, models.directory, { lastStep: STEPS.features });
  expect(await listSources()).toEqual(
    ["0", "1", "1-res-512"].map((slug) => ({ slug, state: "READY", model: { slug: "mine" } })),
  );
  expect(await database.db.prisma.corpus.findMany({ select: { slug: true } })).toEqual([{ slug: "demo-mine" }]);
  const read = await database.db.prisma.job.findMany({ where: { name: "register-model" }, select: { payload: true } });
  expect(read).toMatchObject([{ payload: { tokens: 3000 } }, { payload: { tokens: 3000 } }]);
});

test("the same once more is not computed again", async () => {
  const { code, output } = await run("add-model", join(models.directory, "given"), "--name", "mine");
  expect(output).toContain("mine is being computed or was");
  expect(code).toBe(1);
});

test("another model does not take its place", async () => {
  const other = await mkdtemp(join(tmpdir(), "model-"));
  await cp(join(models.directory, "given"), other, { recursive: true });
  await writeFile(join(other, "config.json"), "{}");
  const { code, output } = await run("add-model", other, "--name", "mine");
  await rm(other, { recursive: true });
  expect(output).toContain("There is another model mine");
  expect(code).toBe(1);
});

test("weights that end too soon are refused, and nothing of them stays", async () => {
  const cut = await mkdtemp(join(tmpdir(), "model-"));
  await cp(join(models.directory, "given"), cut, { recursive: true });
  await truncate(join(cut, "model.safetensors"), 40_000);
  const { code, output } = await run("add-model", cut, "--name", "cut");
  await rm(cut, { recursive: true });
  expect(output).toMatch(/model\.safetensors .*download it again/);
  expect(code).toBe(1);
  expect(await added()).toEqual(["mine", "mine-saes"]);
  expect((await listSources()).every(({ model }) => model.slug === "mine")).toBe(true);
});

test.each([
  [["add-source", "other", "x/y", "--name", "1-res"], "no model other"],
  [["add-source", "mine", "GIVEN-saes", "--name", "1-res"], "--path name one of"],
  [["add-source", "mine", "GIVEN-saes", "--path", "0-res-512", "--name", "1-res-512b"], "begins with 0-"],
  [["add-source", "mine", "GIVEN-saes", "--path", "0-res-512", "--name", "Ä"], "choose one with --name"],
  [["add-model", "not-a-name"], "neither a folder here nor a hub id"],
  [["add-model", "GIVEN", "--tokens", "many"], "--tokens takes a whole number"],
] as const)("%s is refused with a sentence", async ([script, ...given], sentence) => {
  const { code, output } = await run(
    script,
    ...given.map((word) => word.replace("GIVEN", join(models.directory, "given"))),
  );
  expect(output).toContain(sentence);
  expect(code).toBe(1);
});
