import { constants, copyFile, mkdir, readdir, readFile, rename, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { badRequest } from "#lib/errors.ts";
import { readLicence } from "#lib/weights/licence.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";

/** Deeper folders, and more files, are of something else than one model. */
const FILES_MAX = 10_000;

/** @throws AppError bad_request when there is no such folder */
export async function openLocalRepository(folder: string): Promise<Repository> {
  const root = resolve(folder);
  const files = await listFiles(root);
  const readme = await readFile(join(root, "README.md"), "utf8").catch(() => "");
  return {
    name: folder,
    revision: undefined,
    licence: readLicence(readme),
    files,
    async fetch({ path, bytes }, target, { onBytes, signal } = {}) {
      signal?.throwIfAborted();
      await mkdir(dirname(target), { recursive: true });
      await copyFile(join(root, path), `${target}.part`, constants.COPYFILE_FICLONE);
      await rename(`${target}.part`, target);
      onBytes?.(bytes);
    },
  };
}

async function listFiles(root: string): Promise<RepositoryFile[]> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch((cause: unknown) => {
    throw badRequest(`There is no folder ${root}; give the path of one, or a hub id such as openai-community/gpt2.`, {
      cause,
    });
  });
  if (entries.length > FILES_MAX)
    throw badRequest(`${root} holds more than ${FILES_MAX} files; give the folder of one model or source.`);
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(root, path).split(sep).join("/"), bytes: (await stat(path)).size };
    }),
  );
}
