import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { ModelSlug, SourceSlug } from "#lib/catalog/feature-address.ts";
import { chooseLead, findBos, leadTokens } from "#lib/corpus/lead.ts";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { readArchitecture } from "#lib/engine/architectures/registry.ts";
import { hashFiles } from "#lib/engine/content-hash.ts";
import { openModelDirectory, readJson } from "#lib/engine/model-directory.ts";
import { loadTokenizer } from "#lib/engine/tokenizer.ts";
import { env } from "#lib/env.ts";
import { badRequest } from "#lib/errors.ts";
import { readSource } from "#lib/sae/formats/registry.ts";
import type { SourceWeights } from "#lib/sae/source-weights.ts";
import { formatBytes } from "#lib/weights/fetch-files.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";
import { chooseSourceFiles } from "#lib/weights/wanted-files.ts";
import {
  addedModelsFolder,
  fetchChecked,
  findTokensBefore,
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

const USAGE = `npm run add-source -- <model> <hub id or folder> --name 4-res-16k [--path folder] [--revision main] [--tokens N] [--dry-run]
  Brings a dictionary, a transcoder or directions of a model that was added into the catalog. It is computed alone, over the
  text that the model's other sources were computed on; these stay as they are.
  --name      <layer>-<set>, in the catalog's addresses
  --path      its folder in the repository, where that holds many
  --revision  a branch, tag or commit of the hub; the commit it points at is pinned
  --tokens    of the demo corpus, over which features are computed; another number than before computes all sources anew
  --dry-run   says what would be done`;

/** Half of a source's numbers are its encoder, which runs beside the model; files mostly hold f32. */
const FILE_BYTES_AN_ENCODER_WEIGHT = 8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: "string" },
    path: { type: "string" },
    revision: { type: "string" },
    tokens: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const [model, given, ...rest] = positionals;

if (values.help || model === undefined || given === undefined || rest.length > 0) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 1;
} else {
  await addSource(model, given).catch((error: unknown) => {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  });
}
// A library may keep a connection to the hub open.
process.exit();

async function addSource(modelName: string, from: string): Promise<void> {
  const tokens = values.tokens === undefined ? undefined : parseTokens(values.tokens);
  const slug = parseName(ModelSlug, modelName);
  const name = parseName(SourceSlug, values.name ?? "");
  const modelFolder = path.join(addedModelsFolder(), slug);
  if (!existsSync(modelFolder))
    throw badRequest(`There is no model ${slug} in ${addedModelsFolder()}; bring it with npm run add-model first.`);
  const repository = await openGiven(from, values.revision);
  const files = chooseSourceFiles(repository, values.path);
  const before = await findTokensBefore(slug);
  if (process.exitCode === 1) return;
  const counted = tokens ?? before ?? TOKENS_DEFAULT;
  const estimate = await estimateSource(modelFolder, files, counted);
  const isAlone = before === undefined || counted === before;
  console.log(describePlan(repository, files, slug, name, { ...estimate, tokens: counted, isAlone }));
  if (values["dry-run"]) return;
  const folder = path.join(`${modelFolder}-saes`, name);
  // Some formats say by their folders' names what they read, so those are kept.
  const below = path.join(path.basename(path.resolve(from)), values.path ?? "");
  if (existsSync(folder)) await requireSameFiles(repository, files, path.join(folder, below), `${slug}/${name}`);
  else {
    const incoming = incomingFolder(slug, repository, values.path);
    const place = path.join(incoming, path.basename(path.resolve(from)));
    const source = await fetchChecked(repository, files, { incoming, folder: place }, () =>
      checkSource({ slug, name }, modelFolder, path.join(place, values.path ?? "")),
    );
    requireLayer(name, source);
    await mkdir(path.dirname(folder), { recursive: true });
    await rename(incoming, folder);
  }
  const part = await hashFiles(
    path.join(folder, below),
    files.map((file) => path.basename(file.path)),
  );
  if (await planAdded({ model: slug, tokens: counted, part: `${name}-${part.slice(0, 8)}` }))
    console.log(`${slug}/${name} is in ${folder}. A worker computes it: npm start, unless it runs already; see /jobs.`);
}

async function requireSameFiles(
  { name }: Repository,
  files: readonly RepositoryFile[],
  folder: string,
  what: string,
): Promise<void> {
  const missing = files.find((file) => !existsSync(path.join(folder, path.basename(file.path))));
  if (missing) throw badRequest(`There is a source ${what} already that is not ${name}; choose another --name.`);
}

/** Encodes a sentence with it: what does not fit the model, or never fires, shows before anything is stored. */
async function checkSource(
  { slug, name }: { slug: string; name: string },
  modelFolder: string,
  folder: string,
): Promise<SourceWeights> {
  const model = await openModelDirectory(modelFolder);
  const [source, tokenizer] = await Promise.all([readSource(model, folder), loadTokenizer(modelFolder)]);
  const session = await openActivationSession(model, [source], { weights: env.ENGINE_WEIGHTS });
  try {
    const { leadId } = tokenizer;
    const bosTokenId = findBos(model.config, tokenizer);
    const tokenId = chooseLead({ slug, leadId, bosTokenId }, { slug: name, led: source.led ?? null });
    const lead = leadTokens(tokenId);
    const ids = tokenizer.encode("The committee agreed on Tuesday that the river would be measured again in spring.");
    const read = [...lead, ...ids].slice(0, model.config.contextLength);
    const [found] = await session.run(Int32Array.from(read), 1, read.length);
    const perToken = source.k;
    const counted = found?.values.subarray(lead.length * perToken) ?? new Float32Array();
    const active = (counted.filter((value) => value > 0).length * perToken) / counted.length;
    if (active === 0)
      throw badRequest("Not one feature fires on a plain sentence; check that the source was trained on this model.");
    console.log(
      `  found    ${source.features.toLocaleString("en")} features of ${source.hookIn}; on a plain sentence ${active.toFixed(1)} fire a token`,
    );
    return source;
  } finally {
    await session.close();
  }
}

function requireLayer(name: string, { hookIn }: SourceWeights): void {
  const layer = /^blocks\.(\d+)\./.exec(hookIn)?.[1];
  if (layer !== undefined && layer !== name.split("-")[0])
    throw badRequest(`The source reads ${hookIn}, so its name begins with ${layer}-, not with ${name.split("-")[0]}-.`);
}

async function estimateSource(
  modelFolder: string,
  files: readonly RepositoryFile[],
  tokens: number,
): Promise<Estimate> {
  const model = readArchitecture(await readJson(modelFolder, "config.json"));
  const sourceWeights = sumBytes(files) / FILE_BYTES_AN_ENCODER_WEIGHT;
  return estimateModel(model, tokens, { weights: env.ENGINE_WEIGHTS, sourceWeights });
}

function sumBytes(files: readonly RepositoryFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function describePlan(
  { name, revision, licence }: Repository,
  files: readonly RepositoryFile[],
  model: string,
  source: string,
  estimate: Estimate & { tokens: number; isAlone: boolean },
): string {
  const { seconds, tokens, isAlone } = estimate;
  return [
    `  source   ${name}${values.path === undefined ? "" : `/${values.path}`}${revision === undefined ? "" : ` at ${revision}`}`,
    `  licence  ${licence ?? "none stated: ask its publisher before you publish what it computes"}`,
    `  files    ${files.length}, ${formatBytes(sumBytes(files))}, as ${model}/${source}`,
    `  memory   with the model ${describeMemory(estimate)}`,
    `  time     about ${duration(seconds)} for ${tokens.toLocaleString("en")} tokens, on its processor`,
    isAlone
      ? `  others   stay as they are: it is computed alone, over the text that ${model} was read over before`
      : `  others   are computed anew: ${model} was read over another number of tokens before`,
  ].join("\n");
}
