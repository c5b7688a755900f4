import { badRequest } from "#lib/errors.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";

const DESCRIBING = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "metrics.json",
  "README.md",
];
const SHARD_INDEX = "model.safetensors.index.json";
const SHARD = /^model-\d+-of-\d+\.safetensors$/;
/** Of a source, in the formats that are read; other files may be large and are of no use here. */
const OF_A_SOURCE = /\.(safetensors|npz|json|ya?ml|md|pt)$/i;

/**
 * What of a repository a model is read from: its configuration, its tokenizer and its weights, once.
 * @throws AppError bad_request when one of these is missing
 */
export function chooseModelFiles({ name, files }: Repository): {
  describing: RepositoryFile[];
  weights: RepositoryFile[];
} {
  const find = (path: string) => files.find((file) => file.path === path);
  for (const needed of ["config.json", "tokenizer.json"])
    if (!find(needed)) throw badRequest(`${name} has no ${needed}, and is no model in the layout of the hub.`);
  const describing = DESCRIBING.flatMap((path) => find(path) ?? []);
  const index = find(SHARD_INDEX);
  if (index) return { describing: [...describing, index], weights: files.filter(({ path }) => SHARD.test(path)) };
  const single = find("model.safetensors");
  if (!single)
    throw badRequest(
      `${name} has no weights as safetensors; save it with transformers' save_pretrained, which writes them, and add that folder.`,
    );
  return { describing, weights: [single] };
}

/**
 * What of a repository a source is read from: the files of one folder.
 * @param folder with forward slashes; the repository's own without
 * @throws AppError bad_request when there are none
 */
export function chooseSourceFiles({ name, files }: Repository, folder = ""): RepositoryFile[] {
  const prefix = folder === "" ? "" : `${folder.replace(/\/+$/, "")}/`;
  const chosen = files.filter(({ path }) => {
    const rest = path.startsWith(prefix) ? path.slice(prefix.length) : "/";
    return !rest.includes("/") && OF_A_SOURCE.test(rest);
  });
  if (chosen.some(({ path }) => /\.(safetensors|npz|pt)$/i.test(path))) return chosen;
  const folders = [
    ...new Set(files.flatMap(({ path }) => /^(.+)\/[^/]+\.(?:safetensors|npz|pt)$/i.exec(path)?.[1] ?? [])),
  ];
  const hint = folders.length > 0 ? `; with --path name one of ${folders.slice(0, 5).join(", ")}` : "";
  throw badRequest(`${name} has no weights of a source in ${prefix || "its top folder"}${hint}.`);
}

/** Refuses names that lead out of the folder which files are put in. */
export function requireInside(files: readonly RepositoryFile[]): void {
  const outside = files.find(
    ({ path }) => path.startsWith("/") || /\\|^[a-z]:/i.test(path) || path.split("/").includes(".."),
  );
  if (outside)
    throw badRequest(`The file ${outside.path} would lie outside its folder; this is no ordinary repository.`);
}
