import { existsSync } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { ModelSlug } from "#lib/catalog/feature-address.ts";
import { readArchitecture } from "#lib/engine/architectures/registry.ts";
import { openModelDirectory, readJson } from "#lib/engine/model-directory.ts";
import { openModelSession } from "#lib/engine/model-session.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import { env } from "#lib/env.ts";
import { badRequest } from "#lib/errors.ts";
import { fetchFiles, formatBytes } from "#lib/weights/fetch-files.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";
import { chooseModelFiles } from "#lib/weights/wanted-files.ts";
import {
  addedModelsFolder,
  fetchChecked,
  incomingFolder,
  openGiven,
  parseName,
  parseTokens,
  planAdded,
  TOKENS_DEFAULT,
} from "#scripts/add/command.ts";
import { describeMemory, type Estimate, estimateModel } from "#scripts/add/estimate.ts";
import { duration } from "#scripts/supervisor/format-progress.ts";
import { sentenceOf } from "#scripts/supervisor/sentence.ts";

const USAGE = `npm run add-model -- <hub id or folder> [--name slug] [--revision main] [--tokens ${TOKENS_DEFAULT}] [--dry-run]
  Brings a language model into the catalog: from the hub (HF_TOKEN for what is not public) or from a folder in its layout.
  --name      in the catalog's addresses; the last part of the id without
  --revision  a branch, tag or commit of the hub; the commit it points at is pinned
  --tokens    of the demo corpus, over which its features are computed
  --dry-run   says what would be done, and how much memory and time it takes`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string" },
    revision: { type: "string" },
    tokens: { type: "string", default: String(TOKENS_DEFAULT) },
    "dry-run": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [given, ...rest] = positionals;

if (values.help || given === undefined || rest.length > 0) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 1;
} else {
  await addModel(given).catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });
}
// A library may keep a connection to the hub open.
process.exit();

async function addModel(from: string): Promise<void> {
  const tokens = parseTokens(values.tokens);
  const slug = parseName(ModelSlug, values.name ?? path.basename(from).toLowerCase());
  const folder = path.join(addedModelsFolder(), slug);
  const repository = await openGiven(from, values.revision);
  const { describing, weights } = chooseModelFiles(repository);
  const files = [...describing, ...weights];
  if (existsSync(folder)) await requireSameFiles(files, folder, slug);
  const incoming = incomingFolder(slug, repository);
  const isBegun = existsSync(incoming);
  await fetchFiles(repository, describing, incoming, { begin: () => {}, advance: () => {} });
  const described = readArchitecture(await readJson(incoming, "config.json"));
  const estimate = await estimateModel(described, tokens, { weights: env.ENGINE_WEIGHTS });
  console.log(describePlan(repository, files, slug, { ...estimate, tokens }));
  if (values["dry-run"] || existsSync(folder)) {
    if (!isBegun) await rm(incoming, { recursive: true });
    if (values["dry-run"]) return;
  } else {
    requireMemory(estimate);
    await fetchChecked(repository, weights, { incoming, folder: incoming }, () => checkModel(incoming));
    await rename(incoming, folder);
  }
  if (await planAdded({ model: slug, tokens, part: (await openModelDirectory(folder)).contentHash.slice(0, 8) }))
    console.log(
      `${slug} is in ${folder}. A worker computes its features: npm start, unless it runs already; see /jobs.`,
    );
}

/** An attempt that ended after the files were in place is gone on from; another model of that name is not replaced. */
async function requireSameFiles(files: readonly RepositoryFile[], folder: string, slug: string): Promise<void> {
  for (const { path: name, bytes } of files) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found?.size !== bytes)
      throw badRequest(`There is another model ${slug} in ${addedModelsFolder()}; choose another name with --name.`);
  }
}

/** Runs it once: what a file does not say of itself shows then. */
async function checkModel(folder: string): Promise<void> {
  const model = await openModelDirectory(folder);
  const tokenizer = await loadTokenizer(folder);
  if (tokenizer.vocabularySize > model.config.vocabularySize)
    throw badRequest("The tokenizer has more tokens than the model; they do not belong together.");
  const session = await openModelSession(model, {}, { weights: env.ENGINE_WEIGHTS });
  try {
    const ids = tokenizer.encode("A model that was just added reads this.").slice(0, model.config.contextLength);
    const { logits } = await session.run(ids);
    if (!logits.every(Number.isFinite))
      throw badRequest("The model computes numbers that are none; download it again, or save it in f32.");
  } finally {
    await session.close();
  }
}

function describePlan(
  { name, revision, licence }: Repository,
  files: readonly RepositoryFile[],
  slug: string,
  estimate: Estimate & { tokens: number },
): string {
  const { parameters, seconds, tokens } = estimate;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return [
    `  model       ${name}${revision === undefined ? "" : ` at ${revision}`}`,
    `  licence     ${licence ?? "none stated: ask its publisher before you publish what it computes"}`,
    `  parameters  ${(parameters / 1e6).toFixed(1)} million`,
    `  files       ${files.length}, ${formatBytes(bytes)}, into ${path.join(addedModelsFolder(), slug)}`,
    `  memory      ${describeMemory(estimate)}`,
    `  time        about ${duration(seconds)} for ${tokens.toLocaleString("en")} tokens, on its processor, without sources`,
  ].join("\n");
}

function requireMemory(estimate: Estimate): void {
  if (estimate.memoryBytes > estimate.memoryTotalBytes)
    throw badRequest(
      `Its memory does not suffice, ${describeMemory(estimate)}; set ENGINE_WEIGHTS to f16 or int8, or add it on a larger one.`,
    );
}
