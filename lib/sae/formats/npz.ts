import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { FlateErrorCode, unzipSync } from "fflate";
import { badRequest } from "#lib/errors.ts";

// The whole file is read at once, and a graph holds no more than 2 GiB of weights.
const fileBytesMax = 2 ** 31;
// Weights hardly shrink when packed; what unpacks to much more than the file is no file of weights.
const expansionMax = 4;
const spareBytes = 1 << 20;
const headerBytesMax = 4096;
const entriesMax = 64;

/** An array, row-major. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads f32 arrays from what `numpy.savez` or `savez_compressed` wrote. Nothing is unpacked but the arrays asked for; names
 * are only compared, never used as paths.
 * @throws AppError bad_request with one sentence saying what is wrong with the file.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpz(path: string, names: readonly string[]): Promise<ReadonlyMap<string, NumpyArray>> {
  const file = basename(path);
  const members = unpack(file, await readBounded(path, file), names);
  return new Map(
    names.map((name) => {
      const member = members[`${name}.npy`];
      if (!member) throw badRequest(`${file} has no array ${name}; check that it is the file of a source.`);
      return [name, parseNpy(file, name, member)];
    }),
  );
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

function unpack(file: string, bytes: Uint8Array, names: readonly string[]) {
  const bytesMax = expansionMax * bytes.length + spareBytes;
  const wanted = new Set(names.map((name) => `${name}.npy`));
  let [entries, unpacked] = [0, 0];
  try {
    return unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (++entries > entriesMax) throw badRequest(`${file} has more than ${entriesMax} entries; it is no source.`);
        if (!wanted.delete(name)) return false;
        unpacked += originalSize;
        if (unpacked > bytesMax) {
          throw badRequest(
            `${file} unpacks to more than ${bytesMax} bytes, too many for its size; download it again from its publisher.`,
          );
        }
        return true;
      },
    });
  } catch (cause) {
    // fflate's errors carry one of its codes; a RangeError or TypeError comes from offsets beyond the file.
    const isMalformed =
      (cause instanceof Error && "code" in cause && Object.values<unknown>(FlateErrorCode).includes(cause.code)) ||
      cause instanceof RangeError ||
      cause instanceof TypeError;
    if (isMalformed) throw badRequest(`${file} is not a zip file or is damaged; download it again.`, { cause });
    throw cause;
  }
}

/** @param bytes one .npy file: magic, version, header length, a Python dictionary, data */
function parseNpy(file: string, name: string, bytes: Uint8Array): NumpyArray {
  if (bytes.length < 12 || new TextDecoder("latin1").decode(bytes.subarray(1, 6)) !== "NUMPY") {
    throw badRequest(`Array ${name} of ${file} is not a numpy array; export the file again.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [headerStart, headerBytes] = bytes[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const dataStart = headerStart + headerBytes;
  if (headerBytes > headerBytesMax || dataStart > bytes.length) {
    throw badRequest(`Array ${name} of ${file} has a header beyond its bounds; export the file again.`);
  }
  const header = new TextDecoder("latin1").decode(bytes.subarray(headerStart, dataStart));
  if (!header.includes("'descr': '<f4'") || !header.includes("'fortran_order': False")) {
    throw badRequest(`Array ${name} of ${file} is not little-endian f32 in C order; convert it with numpy.`);
  }
  const shape = (/'shape': \(([\d, ]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .flatMap((size) => (size.trim() ? [Number(size)] : []));
  const needed = 4 * shape.reduce((product, size) => product * size, 1);
  if (bytes.length - dataStart !== needed) {
    throw badRequest(
      `Array ${name} of ${file} has ${bytes.length - dataStart} bytes where f32 [${shape.join(", ")}] needs ${needed}; download it again.`,
    );
  }
  // A copy: the data need not lie at a multiple of four bytes.
  return { shape, data: new Float32Array(bytes.slice(dataStart).buffer) };
}
