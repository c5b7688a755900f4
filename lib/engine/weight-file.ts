import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "#lib/errors.ts";
import type { WeightStore } from "#lib/engine/graph.ts";

const location = "weights.bin";
/** Systems map files into memory by pages, of 64 KiB at most. */
const ALIGNMENT = 1 << 16;
/** Node refuses to write 2 GiB and more in one call. */
const WRITE_BYTES_MAX = 1 << 28;

/**
 * Lays weights out in a file, so that onnxruntime maps them instead of copying them; a folder of the system's temporary files,
 * gone when `use` is done.
 * @throws AppError unavailable when the disk is full
 */
export async function withWeightFile<T>(use: (folder: string, store: WeightStore) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "featurepedia-weights-"));
  try {
    const file = await open(join(folder, location), "w");
    try {
      return await use(folder, createStore(file));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC")
      throw new AppError(
        "unavailable",
        `There is no space left in ${tmpdir()} to lay the model's weights out; free some, or set TMPDIR to another disk.`,
        { cause: error },
      );
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param file written to from its start on */
export function createStore(file: Pick<FileHandle, "write">): WeightStore {
  let end = 0;
  return {
    location,
    async put(bytes) {
      const start = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      for (let done = 0; done < bytes.length;)
        done += (await file.write(bytes, done, Math.min(bytes.length - done, WRITE_BYTES_MAX), start + done))
          .bytesWritten;
      end = start + bytes.length;
      return start;
    },
  };
}
