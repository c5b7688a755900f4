import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { FlateErrorCode, unzipSync } from "fflate";
import { badRequest } from "#lib/errors.ts";

// The whole file is read at once, and a graph holds no more than 2 GiB of weights.
const fileBytesMax = 2 ** 31;
// Weights hardly shrink when packed; what unpacks to much more than the file is no file of weights.
const expansionMax = 4;
const spareBytes = 1 << 20;
const entriesMax = 64;

/** A zip file in memory. Nothing is unpacked but what is asked for; names are only compared, never used as paths. */
export interface ZipFile {
  readonly names: readonly string[];
  /**
   * @returns the members that are there, by name
   * @throws AppError bad_request when they are damaged, or together too large for the file.
   */
  unpack(names: readonly string[]): Readonly<Record<string, Uint8Array>>;
}

/**
 * @param remedy what to do about a file that is not one, to end a sentence
 * @throws AppError bad_request with one sentence saying what is wrong with the file.
 */
export async function openZip(path: string, remedy = "download it again"): Promise<ZipFile> {
  const file = basename(path);
  const bytes = await readBounded(path, file);
  const names: string[] = [];
  unzip(file, remedy, bytes, (name) => {
    if (names.push(name) > entriesMax) {
      throw badRequest(`${file} has more than ${entriesMax} entries; it is no source.`);
    }
    return false;
  });
  return {
    names,
    unpack(asked) {
      const bytesMax = expansionMax * bytes.length + spareBytes;
      const wanted = new Set(asked);
      let unpacked = 0;
      return unzip(file, remedy, bytes, (name, originalSize) => {
        if (!wanted.delete(name)) return false;
        unpacked += originalSize;
        if (unpacked > bytesMax) {
          throw badRequest(
            `${file} unpacks to more than ${bytesMax} bytes, too many for its size; download it again from its publisher.`,
          );
        }
        return true;
      });
    },
  };
}

async function readBounded(path: string, file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > fileBytesMax) {
      throw badRequest(`${file} has ${size} bytes, above the limit of ${fileBytesMax}; convert it to safetensors.`);
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause) {
      throw badRequest(`${file} could not be opened; check that the file is there and readable.`, { cause });
    }
    throw cause;
  }
}

function unzip(
  file: string,
  remedy: string,
  bytes: Uint8Array,
  filter: (name: string, originalSize: number) => boolean,
) {
  try {
    return unzipSync(bytes, { filter: ({ name, originalSize }) => filter(name, originalSize) });
  } catch (cause) {
    // fflate's errors carry one of its codes; a RangeError or TypeError comes from offsets beyond the file.
    const isMalformed =
      (cause instanceof Error && "code" in cause && Object.values<unknown>(FlateErrorCode).includes(cause.code)) ||
      cause instanceof RangeError ||
      cause instanceof TypeError;
    if (isMalformed) throw badRequest(`${file} is not a zip file or is damaged; ${remedy}.`, { cause });
    throw cause;
  }
}
