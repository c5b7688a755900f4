import onnxProto from "onnx-proto";
import type {
  Attributes,
  ElementType,
  GraphInput,
  GraphNode,
  Initializer,
  Value,
  WeightStore,
} from "#lib/engine/graph.ts";

const { onnx } = onnxProto;

// Of the ONNX standard and of onnxruntime's own domain; every operator used here exists in both since these versions.
const operatorSet = [
  { domain: "", version: 20 },
  { domain: "com.microsoft", version: 1 },
];
const intermediateRepresentation = 9;

const elementTypeCodes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const satisfies Record<
  ElementType,
  number
>;
const attributeTypeCodes = { float: 1, int: 2, ints: 7 } as const;

/** Smaller weights lie in the model itself. */
const STORED_BYTES_MIN = 1 << 16;

interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly GraphInput[];
  readonly outputs: readonly Value<ElementType>[];
}

/** An ONNX model of what was built. Weights are loaded one after another, so that a store never has two in memory. */
export async function encodeModel(graph: Graph, store?: WeightStore): Promise<Uint8Array> {
  const initializer: Awaited<ReturnType<typeof encodeInitializer>>[] = [];
  for (const one of graph.initializers) initializer.push(await encodeInitializer(one, store));
  return onnx.ModelProto.encode({
    irVersion: intermediateRepresentation,
    opsetImport: operatorSet,
    graph: {
      name: "featurepedia",
      node: graph.nodes.map(encodeNode),
      initializer,
      input: graph.inputs.map(encodeInput),
      output: graph.outputs.map(({ name, type }) => ({
        name,
        type: { tensorType: { elemType: elementTypeCodes[type] } },
      })),
    },
  }).finish();
}

function encodeNode({ operator, inputs, outputs, attributes }: GraphNode) {
  const slash = operator.lastIndexOf("/");
  return {
    opType: operator.slice(slash + 1),
    domain: slash < 0 ? "" : operator.slice(0, slash),
    name: outputs[0] ?? "",
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
  };
}

function encodeAttribute(name: string, value: Attributes[string]) {
  if (typeof value === "number") return { name, type: attributeTypeCodes.int, i: value };
  if ("float" in value) return { name, type: attributeTypeCodes.float, f: value.float };
  return { name, type: attributeTypeCodes.ints, ints: [...value] };
}

async function encodeInitializer({ name, type, shape, load }: Initializer, store: WeightStore | undefined) {
  const data = await load();
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const tensor = { name, dataType: elementTypeCodes[type], dims: [...shape] };
  if (!store || bytes.length < STORED_BYTES_MIN) return { ...tensor, rawData: bytes };
  const offset = await store.put(bytes);
  const place = { location: store.location, offset, length: bytes.length };
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
  return { ...tensor, dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, externalData };
}

function encodeInput({ name, type, shape }: GraphInput) {
  const dim = shape.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypeCodes[type], shape: { dim } } } };
}
