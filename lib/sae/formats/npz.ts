import { basename } from "node:path";
import { badRequest } from "#lib/errors.ts";
import { openZip } from "#lib/sae/formats/zip-file.ts";

const headerBytesMax = 4096;

/** An array, row-major. */
export interface NumpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * Reads f32 arrays from what `numpy.savez` or `savez_compressed` wrote. Nothing is unpacked but the arrays asked for.
 * @throws AppError bad_request with one sentence saying what is wrong with the file.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpz(path: string, names: readonly string[]): Promise<ReadonlyMap<string, NumpyArray>> {
  const file = basename(path);
  const members = (await openZip(path)).unpack(names.map((name) => `${name}.npy`));
  return new Map(
    names.map((name) => {
      const member = members[`${name}.npy`];
      if (!member) throw badRequest(`${file} has no array ${name}; check that it is the file of a source.`);
      return [name, parseNpy(file, name, member)];
    }),
  );
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
