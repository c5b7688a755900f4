import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { Value } from "#lib/engine/graph.ts";

type Results = InferenceSession.OnnxValueMapType;

/** The f32 data of a graph output. */
export function float32Data(results: Results, value: Value): Float32Array {
  const { data } = resultOf(results, value.name);
  if (data instanceof Float32Array) return data;
  throw new TypeError(`graph output ${value.name} is not float32`);
}

/** The int32 data of a graph output. */
export function int32Data(results: Results, value: Value<"int32">): Int32Array {
  const { data } = resultOf(results, value.name);
  if (data instanceof Int32Array) return data;
  throw new TypeError(`graph output ${value.name} is not int32`);
}

function resultOf(results: Results, name: string): Tensor {
  const tensor = results[name];
  if (!tensor) throw new TypeError(`the graph did not return ${name}`);
  return tensor;
}
