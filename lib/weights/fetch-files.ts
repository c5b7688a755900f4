import { mkdir, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError } from "#lib/errors.ts";
import type { Repository, RepositoryFile } from "#lib/weights/repository.ts";
import { requireInside } from "#lib/weights/wanted-files.ts";

export interface FetchProgress {
  begin(file: RepositoryFile): void;
  advance(file: RepositoryFile, bytes: number): void;
}

/**
 * Brings files into a folder, in their order; those that are there from an earlier attempt are not fetched again.
 * @throws AppError unavailable when they do not fit the disk
 */
export async function fetchFiles(
  repository: Repository,
  files: readonly RepositoryFile[],
  folder: string,
  { begin, advance, signal }: FetchProgress & { signal?: AbortSignal },
): Promise<void> {
  requireInside(files);
  await mkdir(folder, { recursive: true });
  const missing: RepositoryFile[] = [];
  for (const file of files) if ((await bytesOf(join(folder, file.path))) !== file.bytes) missing.push(file);
  await requireSpace(folder, missing);
  for (const file of missing) {
    begin(file);
    await repository.fetch(file, join(folder, file.path), {
      onBytes: (bytes) => advance(file, bytes),
      ...(signal ? { signal } : {}),
    });
  }
}

const bytesOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => -1,
  );

async function requireSpace(folder: string, files: readonly RepositoryFile[]): Promise<void> {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed <= bavail * bsize) return;
  throw new AppError(
    "unavailable",
    `${formatBytes(needed)} are needed in ${dirname(folder)} and ${formatBytes(bavail * bsize)} are free; make room, or set FEATUREPEDIA_DATA to another disk.`,
  );
}

/** 1.2 GB, 345 MB */
export function formatBytes(bytes: number): string {
  const [value, unit] = bytes >= 1e9 ? [bytes / 1e9, "GB"] : bytes >= 1e6 ? [bytes / 1e6, "MB"] : [bytes / 1e3, "kB"];
  return `${value >= 100 ? Math.round(value) : value.toFixed(1)} ${unit}`;
}
