import type { Linear, LinearPart } from "#lib/engine/decoder/decoder.ts";
import type { TensorReader } from "#lib/engine/model-weights.ts";

export const outputsOf = ({ parts }: Linear): number => parts.reduce((sum, { outputs }) => sum + outputs, 0);

/** Whether the weights of a linear layer lie with its outputs first, as all parts of it do. */
export const hasOutputsFirst = ({ parts }: Linear): boolean => parts.every(({ layout }) => layout !== "inputs-first");

/** Weights as they are stored. @param heads of the model, for parts whose rows lie by head @returns [outputs × inputs], or [inputs × outputs] */
export async function readLinear(tensors: TensorReader, linear: Linear, heads: number): Promise<Float32Array> {
  const { inputs, parts } = linear;
  const [first] = parts;
  if (!hasOutputsFirst(linear)) {
    if (!first || parts.length > 1) throw new TypeError("only a single part may lie with its inputs first");
    return tensors.readFloat32(first.weight, [inputs, first.outputs]);
  }
  const out = new Float32Array(inputs * outputsOf(linear));
  let offset = 0;
  for (const { weight, outputs, layout } of parts) {
    const rows = await tensors.readFloat32(weight, [outputs, inputs]);
    out.set(layout === "by-head" ? joinHeads(rows, inputs, heads) : rows, offset);
    offset += rows.length;
  }
  return out;
}

/** @returns [outputs]; parts without a bias have zeros */
export async function readBias(tensors: TensorReader, linear: Linear, heads: number): Promise<Float32Array> {
  const out = new Float32Array(outputsOf(linear));
  let offset = 0;
  for (const part of linear.parts) {
    if (part.bias !== undefined) out.set(await readPartBias(tensors, part.bias, part, heads), offset);
    offset += part.outputs;
  }
  return out;
}

async function readPartBias(tensors: TensorReader, bias: string, { outputs, layout }: LinearPart, heads: number) {
  const values = await tensors.readFloat32(bias, [outputs]);
  return layout === "by-head" ? joinHeads(values, 1, heads) : values;
}

/** @param rows [heads × (query, key, value) × size × width] @returns [(query, key, value) × heads × size × width] */
function joinHeads(rows: Float32Array, width: number, heads: number): Float32Array {
  const out = new Float32Array(rows.length);
  const run = rows.length / heads / 3;
  if (run % width !== 0) throw new TypeError("the heads do not divide the rows");
  for (let head = 0; head < heads; head++)
    for (let part = 0; part < 3; part++) {
      const from = (head * 3 + part) * run;
      out.set(rows.subarray(from, from + run), (part * heads + head) * run);
    }
  return out;
}
