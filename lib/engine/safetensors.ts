import { open } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { elementCount } from "#lib/engine/element-count.ts";
import { float32FromBfloat16, float32FromFloat16 } from "#lib/engine/half-floats.ts";

// The limit of the reference implementation; a header describes each tensor in about 100 bytes.
const headerBytesMax = 100_000_000;
const dimensionsMax = 8;
const lengthPrefixBytes = 8;
// One read call above 2 GiB fails in Node.
const readBytesMax = 1 << 28;

const dtypeBytes = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
} as const;

export type TensorDtype = keyof typeof dtypeBytes;

/** Where one tensor lies: `byteOffset` counts from the start of the file. */
export interface TensorInfo {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** A checked safetensors file. Nothing is held open: each read opens the file, so there is nothing to close. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /**
   * Reads one tensor as f32, row-major; F64 is rounded.
   * @throws AppError bad_request when it is missing, has another shape, or is not F32, F16, BF16 or F64.
   */
  readFloat32(name: string, shape: readonly number[]): Promise<Float32Array>;
  /**
   * Reads [:, index, :] of a tensor, and nothing of the rest, as f32.
   * @returns [shape[0] × shape[2]] row-major
   * @throws AppError bad_request as `readFloat32`
   */
  readFloat32Slice(name: string, shape: readonly [number, number, number], index: number): Promise<Float32Array>;
}

/**
 * Opens a safetensors file and checks its whole header before any tensor is read.
 * @throws AppError bad_request with one sentence saying what is wrong with the file.
 * @see https://github.com/huggingface/safetensors#format
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = basename(path);
  const handle = await open(path, "r").catch((cause: unknown) => {
    throw badRequest(`${file} could not be opened; check that the file is there and readable.`, {
      cause,
    });
  });
  try {
    const fileBytes = (await handle.stat()).size;
    const prefix = await readRange(handle, file, 0, Math.min(lengthPrefixBytes, fileBytes));
    const headerBytes = parseHeaderLength(file, prefix, fileBytes);
    const header = await readRange(handle, file, lengthPrefixBytes, headerBytes);
    const tensors = parseSafetensorsHeader(file, header, fileBytes);
    return {
      tensors,
      readFloat32: (name, shape) => readTensor(path, tensors, name, shape),
      readFloat32Slice: (name, shape, index) => readSlice(path, tensors, name, shape, index),
    };
  } finally {
    await handle.close();
  }
}

function parseHeaderLength(file: string, prefix: Uint8Array, fileBytes: number): number {
  if (prefix.length < lengthPrefixBytes)
    throw badRequest(`${file} is too short to be a safetensors file; download it again.`);
  const length = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (length > BigInt(headerBytesMax)) {
    throw badRequest(
      `${file} declares a header of ${length} bytes, above the limit of ${headerBytesMax}; it is not a safetensors file or is damaged.`,
    );
  }
  if (Number(length) + lengthPrefixBytes > fileBytes) {
    throw badRequest(`${file} ends inside its header; download it again.`);
  }
  return Number(length);
}

const HeaderEntry = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()).max(dimensionsMax),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/**
 * Parses the JSON header: every tensor has a known dtype and as many bytes as its shape says, and together they fill
 * the data section without gap or overlap.
 * @param file the name that messages use
 * @param header the JSON bytes, without the length prefix
 * @param fileBytes size of the whole file
 * @throws AppError bad_request
 */
export function parseSafetensorsHeader(
  file: string,
  header: Uint8Array,
  fileBytes: number,
): ReadonlyMap<string, TensorInfo> {
  const dataStart = lengthPrefixBytes + header.length;
  const tensors = new Map<string, TensorInfo>();
  for (const [name, value] of Object.entries(parseJsonObject(file, header))) {
    if (name === "__metadata__") continue;
    tensors.set(name, parseEntry(file, name, value, dataStart));
  }
  const byOffset = [...tensors].sort(([, a], [, b]) => a.byteOffset - b.byteOffset || a.byteLength - b.byteLength);
  let end = dataStart;
  for (const [name, info] of byOffset) {
    if (info.byteOffset !== end) {
      throw badRequest(
        `Tensor ${name} of ${file} ${info.byteOffset < end ? "overlaps" : "leaves a gap after"} the tensor before it; export the file again.`,
      );
    }
    end += info.byteLength;
  }
  if (end !== fileBytes) {
    throw badRequest(`${file} has ${fileBytes} bytes where its header describes ${end}; download it again.`);
  }
  return tensors;
}

function parseJsonObject(file: string, header: Uint8Array): object {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch (cause) {
    // Only these two come from malformed bytes; anything else is ours.
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
  }
  throw badRequest(`The header of ${file} is not a JSON object; it is not a safetensors file or is damaged.`);
}

function parseEntry(file: string, name: string, value: unknown, dataStart: number): TensorInfo {
  const entry = HeaderEntry.safeParse(value);
  if (!entry.success) {
    throw badRequest(
      `The header of ${file} describes tensor ${name} without a valid dtype, shape and data_offsets; export the file again.`,
      { cause: entry.error },
    );
  }
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = entry.data;
  if (!isDtype(dtype))
    throw badRequest(
      `Tensor ${name} of ${file} has the unknown dtype ${dtype.slice(0, 20)}; convert it to F32, F16 or BF16.`,
    );
  const byteLength = elementCount(shape) * dtypeBytes[dtype];
  if (byteLength !== end - begin) {
    throw badRequest(
      `Tensor ${name} of ${file} has ${end - begin} bytes where ${dtype} [${shape.join(", ")}] needs ${byteLength}; export the file again.`,
    );
  }
  return { dtype, shape, byteOffset: dataStart + begin, byteLength };
}

const isDtype = (name: string): name is TensorDtype => Object.hasOwn(dtypeBytes, name);

async function readTensor(
  path: string,
  tensors: ReadonlyMap<string, TensorInfo>,
  name: string,
  shape: readonly number[],
): Promise<Float32Array> {
  const file = basename(path);
  const info = requireTensor(file, tensors, name, shape);
  const handle = await open(path, "r");
  try {
    return widen(file, name, info.dtype, await readRange(handle, file, info.byteOffset, info.byteLength));
  } finally {
    await handle.close();
  }
}

async function readSlice(
  path: string,
  tensors: ReadonlyMap<string, TensorInfo>,
  name: string,
  shape: readonly [number, number, number],
  index: number,
): Promise<Float32Array> {
  const file = basename(path);
  const info = requireTensor(file, tensors, name, shape);
  const [rows, stride, width] = shape;
  if (index >= stride) throw new RangeError(`${name} has ${stride} slices, not ${index + 1}`);
  const rowBytes = width * dtypeBytes[info.dtype];
  const bytes = new Uint8Array(rows * rowBytes);
  const handle = await open(path, "r");
  try {
    for (let row = 0; row < rows; row++) {
      const start = info.byteOffset + (row * stride + index) * rowBytes;
      bytes.set(await readRange(handle, file, start, rowBytes), row * rowBytes);
    }
  } finally {
    await handle.close();
  }
  return widen(file, name, info.dtype, bytes);
}

function requireTensor(
  file: string,
  tensors: ReadonlyMap<string, TensorInfo>,
  name: string,
  shape: readonly number[],
): TensorInfo {
  const info = tensors.get(name);
  if (!info) throw badRequest(`${file} has no tensor ${name}; check that the file belongs to this config.`);
  if (info.shape.length !== shape.length || info.shape.some((size, i) => size !== shape[i])) {
    throw badRequest(
      `Tensor ${name} of ${file} has shape [${info.shape.join(", ")}] where the config asks for [${shape.join(", ")}]; check that the two belong together.`,
    );
  }
  return info;
}

function widen(file: string, name: string, dtype: TensorDtype, bytes: Uint8Array<ArrayBuffer>): Float32Array {
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  if (dtype === "F16") return float32FromFloat16(new Uint16Array(bytes.buffer));
  if (dtype === "BF16") return float32FromBfloat16(new Uint16Array(bytes.buffer));
  if (dtype === "F64") return Float32Array.from(new Float64Array(bytes.buffer));
  throw badRequest(`Tensor ${name} of ${file} is ${dtype}; convert it to F32, F16 or BF16.`);
}

type ReadHandle = Pick<Awaited<ReturnType<typeof open>>, "read">;

async function readRange(
  handle: ReadHandle,
  file: string,
  start: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, readBytesMax), start + done);
    if (bytesRead === 0) throw badRequest(`${file} became shorter while it was read; download it again.`);
    done += bytesRead;
  }
  return bytes;
}
