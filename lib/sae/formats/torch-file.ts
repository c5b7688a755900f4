import { basename } from "node:path";
import { badRequest } from "#lib/errors.ts";
import { float32FromBfloat16, float32FromFloat16 } from "#lib/engine/half-floats.ts";
import { isTensor, parseStateDict, type StateDict, type StoredTensor } from "#lib/sae/formats/state-dict.ts";
import { openZip } from "#lib/sae/formats/zip-file.ts";

// A state dict describes each tensor in about 200 bytes.
const pickleBytesMax = 1 << 20;

/** A state dict that `torch.save` wrote. */
export interface TorchFile {
  /** Everything in it but the numbers of tensors. */
  readonly dict: StateDict;
  /**
   * @returns a tensor as f32, row-major; f64 is rounded
   * @throws AppError bad_request when it is missing, has another shape, or is not of floating point.
   */
  readFloat32(name: string, shape: readonly number[]): Float32Array;
}

/**
 * Opens a file of `torch.save` (of PyTorch 1.6 or newer) that holds a state dict and nothing else. No pickle is executed.
 * @throws AppError bad_request with one sentence saying what is wrong with the file.
 */
export async function openTorchFile(path: string): Promise<TorchFile> {
  const file = basename(path);
  const zip = await openZip(path, "download it again, or save it with PyTorch 1.6 or newer");
  const root = zip.names.map((name) => /^([^/]+)\/data\.pkl$/.exec(name)?.[1]).find((name) => name !== undefined);
  if (root === undefined) {
    throw badRequest(`${file} has no data.pkl, so torch.save of PyTorch 1.6 or newer did not write it; save it again.`);
  }
  const found = zip.unpack([`${root}/data.pkl`, `${root}/byteorder`]);
  const pickle = found[`${root}/data.pkl`] ?? new Uint8Array();
  const order = found[`${root}/byteorder`];
  if (pickle.length > pickleBytesMax)
    throw badRequest(`${file} has a pickle too large for a state dict; save it again.`);
  if (order && new TextDecoder().decode(order) !== "little") {
    throw badRequest(`${file} was written on a big-endian machine; save it again on a little-endian one.`);
  }
  const dict = parseStateDict(file, pickle);
  return {
    dict,
    readFloat32(name, shape) {
      const tensor = dict.get(name);
      if (!isTensor(tensor)) throw badRequest(`${file} has no tensor ${name}; check that it is the file of a source.`);
      if (tensor.shape.join() !== shape.join()) {
        throw badRequest(
          `Tensor ${name} of ${file} has shape [${tensor.shape.join(", ")}] where the others ask for [${shape.join(", ")}]; download the file again.`,
        );
      }
      const member = `${root}/data/${tensor.storage.key}`;
      return gather(file, name, tensor, widen(file, name, tensor, zip.unpack([member])[member]));
    },
  };
}

const elementBytes = { FloatStorage: 4, DoubleStorage: 8, HalfStorage: 2, BFloat16Storage: 2 } as const;

function widen(
  file: string,
  name: string,
  { storage: { type, elements } }: StoredTensor,
  bytes: Uint8Array | undefined,
): Float32Array {
  if (!isFloating(type)) {
    throw badRequest(`Tensor ${name} of ${file} is a ${type}; convert it to float32.`);
  }
  if (bytes?.length !== elements * elementBytes[type]) {
    throw badRequest(`Tensor ${name} of ${file} is missing numbers; download the file again.`);
  }
  // A copy: the data need not lie at a multiple of its elements' size.
  const { buffer } = bytes.slice();
  switch (type) {
    case "FloatStorage":
      return new Float32Array(buffer);
    case "DoubleStorage":
      return Float32Array.from(new Float64Array(buffer));
    case "HalfStorage":
      return float32FromFloat16(new Uint16Array(buffer));
    case "BFloat16Storage":
      return float32FromBfloat16(new Uint16Array(buffer));
  }
}

const isFloating = (type: string): type is keyof typeof elementBytes => Object.hasOwn(elementBytes, type);

/** Lays a matrix or vector out row after row, whatever its strides. */
function gather(
  file: string,
  name: string,
  { offset, shape, strides }: StoredTensor,
  values: Float32Array,
): Float32Array {
  const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 1, shape[1] ?? 1];
  const [rowStride, columnStride] = shape.length === 1 ? [0, strides[0] ?? 0] : [strides[0] ?? 0, strides[1] ?? 0];
  const last = offset + (rows - 1) * rowStride + (columns - 1) * columnStride;
  if (shape.length > 2 || rows * columns === 0 || rows * columns > values.length || last >= values.length) {
    throw badRequest(`Tensor ${name} of ${file} lies beyond its storage; download the file again.`);
  }
  if (offset === 0 && columnStride === 1 && (rows === 1 || rowStride === columns) && values.length === rows * columns) {
    return values;
  }
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = offset + row * rowStride;
    for (let column = 0; column < columns; column++) {
      out[row * columns + column] = values[start + column * columnStride] ?? NaN;
    }
  }
  return out;
}
