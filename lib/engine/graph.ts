import { elementCount } from "#lib/engine/element-count.ts";
import { encodeModel } from "#lib/engine/onnx-encoding.ts";

export type ElementType = "float32" | "float16" | "uint8" | "int32" | "int64" | "bool";

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
  /** The same of 16-bit floats, by their bits. */
  halves(name: string, shape: readonly number[], load: () => Uint16Array | Promise<Uint16Array>): Value<"float16">;
  /** The same of bytes. */
  bytes(name: string, shape: readonly number[], load: () => Uint8Array | Promise<Uint8Array>): Value<"uint8">;
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
  /** Bytes of the weights that `outputs` depend on. */
  weightBytes(outputs: readonly Value<ElementType>[]): number;
  /**
   * Encodes what is needed to compute `outputs`, and nothing else, as an ONNX model.
   * @param store where large weights are put instead of into the model, one at a time
   */
  serialize(outputs: readonly Value<ElementType>[], store?: WeightStore): Promise<Uint8Array>;
}

/** A file beside a model that holds its weights. */
export interface WeightStore {
  /** Its name, as the model refers to it. */
  readonly location: string;
  /** @returns where in the file the bytes begin */
  put(bytes: Uint8Array): Promise<number>;
}

export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly load: () => ArrayBufferView | Promise<ArrayBufferView>;
}

export interface GraphNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface GraphInput {
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
    if (!initializers.has(name)) initializers.set(name, { name, type, shape, load });
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
    halves: (name, shape, load) => constant(name, "float16", shape, load),
    bytes: (name, shape, load) => constant(name, "uint8", shape, load),
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
    weightBytes: (outputs) => selectNeeded(outputs).initializers.reduce((sum, one) => sum + bytesOf(one), 0),
    serialize: (outputs, store) => encodeModel({ ...selectNeeded(outputs), outputs }, store),
  };

  function selectNeeded(outputs: readonly Value<ElementType>[]) {
    const needed = new Set(outputs.map(({ name }) => name));
    const kept = pruneNodes(nodes, needed);
    return {
      nodes: kept,
      initializers: [...initializers.values()].filter(({ name }) => needed.has(name)),
      inputs: inputs.filter(({ name }) => needed.has(name)),
    };
  }
}

const elementBytes = { float32: 4, float16: 2, uint8: 1, int32: 4, int64: 8, bool: 1 } as const satisfies Record<
  ElementType,
  number
>;

const bytesOf = ({ type, shape }: Initializer): number => elementBytes[type] * elementCount(shape);

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
