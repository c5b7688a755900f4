import { writeFile } from "node:fs/promises";

/** A tensor to write, as raw little-endian bytes of its dtype. */
export interface TensorToWrite {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/** The bytes of a safetensors file, for tests. */
export function encodeSafetensors(tensors: Readonly<Record<string, TensorToWrite>>): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    const begin = end;
    end += data.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  return joinSafetensors(
    JSON.stringify(Object.fromEntries(entries)),
    Buffer.concat(
      Object.values(tensors).map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    ),
  );
}

/** A file of any header text and data, valid or not. */
export function joinSafetensors(
  header: string,
  data: Uint8Array,
  declaredHeaderBytes = BigInt(Buffer.byteLength(header)),
): Uint8Array {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(declaredHeaderBytes);
  return Buffer.concat([prefix, Buffer.from(header), data]);
}

export async function writeSafetensors(path: string, tensors: Readonly<Record<string, TensorToWrite>>): Promise<void> {
  await writeFile(path, encodeSafetensors(tensors));
}
