import onnxProto from "onnx-proto";
import { AppError } from "#lib/errors.ts";

const { onnx } = onnxProto;

// Of the ONNX standard and of onnxruntime's own domain; every operator used here exists in both since these versions.
const operatorSet = [
  { domain: "", version: 20 },
  { domain: "com.microsoft", version: 1 },
];
const intermediateRepresentation = 9;
// A protobuf message cannot be longer; larger weights would have to lie outside the graph.
const modelBytesMax = 2 ** 31 - 1;

const elementTypeCodes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
const attributeTypeCodes = { float: 1, int: 2, ints: 7 } as const;

export type ElementType = keyof typeof elementTypeCodes;

/** A tensor of the graph being built. */
export interface Value<T extends ElementType = "float32"> {
  readonly name: string;
  readonly type: T;
}

/** Whole numbers and lists of them become `int` and `ints`; a real number says so with `{ float }`. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

type Input = Value<ElementType> | undefined;
type OutputsOf<T extends readonly ElementType[]> = { readonly [I in keyof T]: Value<T[I]> };

/** Builds one ONNX graph. Operators may be named `domain/Type`; without a domain they are of the ONNX standard. */
export interface GraphBuilder {
  /** @param shape a string names a size that is only known at run time */
  input<T extends ElementType>(name: string, type: T, shape: readonly (number | string)[]): Value<T>;
  /** A named constant tensor. `load` runs only if the value is needed, once, when the graph is serialised. */
  weight(name: string, shape: readonly number[], load: () => Float32Array | Promise<Float32Array>): Value;
  /** An f32 scalar. */
  scalar(value: number): Value;
  /** A list of int64, as operators take shapes, axes and counts. */
  ints(values: readonly number[]): Value<"int64">;
  /** An int64 scalar. */
  int(value: number): Value<"int64">;
  /** Adds an operator with one f32 output. */
  node(operator: string, inputs: readonly Input[], attributes?: Attributes): Value;
  /** Adds an operator and names the type of each of its outputs. */
  nodeOf<const T extends readonly ElementType[]>(
    types: T,
    operator: string,
    inputs: readonly Input[],
    attributes?: Attributes,
  ): OutputsOf<T>;
  /**
   * Encodes what is needed to compute `outputs`, and nothing else, as an ONNX model.
   * @throws AppError unavailable when the weights do not fit one ONNX file (2 GiB).
   */
  serialize(outputs: readonly Value<ElementType>[]): Promise<Uint8Array>;
}

interface Initializer {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly load: () => ArrayBufferView | Promise<ArrayBufferView>;
}

interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

interface GraphInput {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

export function createGraph(): GraphBuilder {
  const inputs: GraphInput[] = [];
  const nodes: GraphNode[] = [];
  const initializers = new Map<string, Initializer>();
  let names = 0;
  const nextName = (): string => `v${names++}`;

  const constant = <T extends ElementType>(
    name: string,
    type: T,
    shape: readonly number[],
    load: Initializer["load"],
  ): Value<T> => {
    if (!initializers.has(name)) initializers.set(name, { type, shape, load });
    return { name, type };
  };

  const addNode = (types: readonly ElementType[], operator: string, from: readonly Input[], attributes: Attributes) => {
    const outputs = types.map((type) => ({ name: nextName(), type }));
    nodes.push({
      operator,
      inputs: from.map((value) => value?.name ?? ""),
      outputs: outputs.map(({ name }) => name),
      attributes,
    });
    return outputs;
  };

  return {
    input(name, type, shape) {
      inputs.push({ name, type, shape });
      return { name, type };
    },
    weight: (name, shape, load) => constant(name, "float32", shape, load),
    scalar: (value) => constant(`f:${value}`, "float32", [], () => Float32Array.of(value)),
    ints: (values) =>
      constant(`i:[${values.join()}]`, "int64", [values.length], () => BigInt64Array.from(values, BigInt)),
    int: (value) => constant(`i:${value}`, "int64", [], () => BigInt64Array.of(BigInt(value))),
    node(operator, from, attributes = {}) {
      const name = nextName();
      nodes.push({
        operator,
        inputs: from.map((value) => value?.name ?? ""),
        outputs: [name],
        attributes,
      });
      return { name, type: "float32" };
    },
    nodeOf<const T extends readonly ElementType[]>(
      types: T,
      operator: string,
      from: readonly Input[],
      attributes: Attributes = {},
    ) {
      // One output for each entry of `types`, of that type: a mapped tuple that the compiler cannot follow through `map`.
      return addNode(types, operator, from, attributes) as unknown as OutputsOf<T>;
    },
    async serialize(outputs) {
      const needed = new Set(outputs.map(({ name }) => name));
      const keptNodes = pruneNodes(nodes, needed);
      const keptInitializers = [...initializers].filter(([name]) => needed.has(name));
      checkModelSize(keptInitializers);
      return onnx.ModelProto.encode({
        irVersion: intermediateRepresentation,
        opsetImport: operatorSet,
        graph: {
          name: "featurepedia",
          node: keptNodes.map(encodeNode),
          initializer: await Promise.all(keptInitializers.map(encodeInitializer)),
          input: inputs.filter(({ name }) => needed.has(name)).map(encodeInput),
          output: outputs.map(({ name, type }) => ({
            name,
            type: { tensorType: { elemType: elementTypeCodes[type] } },
          })),
        },
      }).finish();
    },
  };
}

/** Keeps the nodes that `needed` depends on, in order, and adds to `needed` everything they read. */
function pruneNodes(nodes: readonly GraphNode[], needed: Set<string>): readonly GraphNode[] {
  const kept: GraphNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    for (const name of node.inputs) needed.add(name);
    kept.push(node);
  }
  return kept.reverse();
}

function checkModelSize(initializers: readonly (readonly [string, Initializer])[]): void {
  const bytes = initializers.reduce((sum, [, { shape }]) => sum + 4 * shape.reduce((a, b) => a * b, 1), 0);
  if (bytes > modelBytesMax) {
    throw new AppError(
      "unavailable",
      `The model needs ${Math.ceil(bytes / 2 ** 30)} GiB of weights where this engine holds 2 GiB; run it on a model server instead.`,
    );
  }
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

async function encodeInitializer([name, { type, shape, load }]: readonly [string, Initializer]) {
  const data = await load();
  return {
    name,
    dataType: elementTypeCodes[type],
    dims: [...shape],
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function encodeInput({ name, type, shape }: GraphInput) {
  const dim = shape.map((size) => (typeof size === "string" ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypeCodes[type], shape: { dim } } } };
}
