import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import type { Tensors } from "#lib/search/embedders/use-en/read-tensors.ts";

/** Numbers of a sentence's direction. */
export const DIMENSIONS = 512;
/** Pieces of a text that are read. */
export const LENGTH_MAX = 128;

const VOCABULARY = 8_002;
const WIDTHS = [256, 512] as const;
const WIDTH = 512;
const MLP_WIDTH = 1_536;
const HEADS = 4;
const EPSILON = 1e-6;
/** Wavelengths of positions: 2π … 10⁴ · 2π, each longer than the one before by the same factor. */
const WAVELENGTH_RATIO = 1e4;

const ENCODER = "Encoder_en/KonaTransformer/Encode";
const APPLIED = "module_apply_default";
/** Weights that training kept in parts are stored as what joins them. */
const JOINED = "ConcatPartitions/concat";

/**
 * Adds the encoder to a graph: two transformer blocks with their norms in front, the mean over the pieces, one dense layer with
 * tanh. The first block takes 256 numbers of a piece and hands on 512.
 * @param pieces [length] ids, LENGTH_MAX at most
 * @returns [1, DIMENSIONS]
 * @see Cer et al. 2018, "Universal Sentence Encoder" §3.1; Vaswani et al. 2017
 */
export function buildSentenceEncoder(graph: GraphBuilder, tensors: Tensors, pieces: Value<"int32">): Value {
  const { node } = graph;
  const weight = (name: string, shape: readonly number[]): Value =>
    graph.weight(name, shape, () => tensors.read(name, shape));
  const linear = (x: Value, [matrix, bias]: readonly [string, string], inputs: number, outputs: number): Value =>
    node("Add", [node("MatMul", [x, weight(matrix, [inputs, outputs])]), weight(bias, [outputs])]);
  const norm = (x: Value, name: string, width: number): Value => {
    const part = (kind: string) =>
      weight(`${name}/layer_prepostprocess/layer_norm/layer_norm_${kind}/${JOINED}`, [width]);
    return node("LayerNormalization", [x, part("scale"), part("bias")], { axis: -1, epsilon: { float: EPSILON } });
  };
  /** @returns [length, 512] of [length, width] */
  function attend(x: Value, name: string, width: number): Value {
    const headSize = width / HEADS;
    const kernel = (part: string) =>
      [
        `module/${ENCODER}/${name}/MultiheadAttention/${part}/kernel/part_0`,
        `${APPLIED}/${ENCODER}/${name}/MultiheadAttention/${part}/bias/${JOINED}`,
      ] as const;
    const projected = linear(x, kernel("qkv_transform_single"), width, 3 * width);
    const parts = graph.nodeOf(["float32", "float32", "float32"], "Split", [projected], { axis: -1, num_outputs: 3 });
    const [q, k, v] = parts.map((part) => node("Reshape", [part, graph.ints([0, HEADS, headSize])]));
    const scaled = node("Mul", [node("Transpose", [q], { perm: [1, 0, 2] }), graph.scalar(headSize ** -0.5)]);
    const scores = node("MatMul", [scaled, node("Transpose", [k], { perm: [1, 2, 0] })]);
    const pattern = node("Softmax", [scores], { axis: -1 });
    const mixed = node("MatMul", [pattern, node("Transpose", [v], { perm: [1, 0, 2] })]);
    const joined = node("Reshape", [node("Transpose", [mixed], { perm: [1, 0, 2] }), graph.ints([0, width])]);
    return linear(joined, kernel("output_transform_single"), width, WIDTH);
  }

  function feedForward(x: Value, name: string): Value {
    const kernel = (part: string) =>
      [
        `${APPLIED}/${ENCODER}/TransformerStack/${name}/FFN/${part}/Tensordot/Reshape_1`,
        `${APPLIED}/${ENCODER}/${name}/FFN/${part}/bias/${JOINED}`,
      ] as const;
    return linear(node("Relu", [linear(x, kernel("conv1"), WIDTH, MLP_WIDTH)]), kernel("conv2"), MLP_WIDTH, WIDTH);
  }

  let x = addPositions(graph, pieces, weight("module/Embeddings_en", [VOCABULARY, WIDTHS[0]]));
  for (const [layer, width] of WIDTHS.entries()) {
    const name = `Layer_${layer}/TransformerLayer`;
    const path = `${APPLIED}/${ENCODER}/${name}`;
    const widened = [`${path}/dense/kernel/${JOINED}`, `${path}/dense/bias/${JOINED}`] as const;
    const residual = width === WIDTH ? x : linear(x, widened, width, WIDTH);
    const attended = node("Add", [residual, attend(norm(x, path, width), name, width)]);
    x = node("Add", [attended, feedForward(norm(attended, `${path}/FFN`, WIDTH), name)]);
  }
  const mean = node("ReduceMean", [x, graph.ints([0])], { keepdims: 1 });
  const head = "module/Encoder_en/hidden_layers/tanh_layer_0";
  return node("Tanh", [linear(mean, [`${head}/weights`, `${head}/bias`], WIDTH, DIMENSIONS)]);
}

/** Twice the embedding and its position: the encoder adds the sum of both to the embedding, and was trained so. */
function addPositions(graph: GraphBuilder, pieces: Value<"int32">, embedding: Value): Value {
  const { node } = graph;
  const embedded = node("Mul", [node("Gather", [embedding, pieces], { axis: 0 }), graph.scalar(2)]);
  const [length] = graph.nodeOf(["int64"], "Shape", [pieces]);
  const table = graph.weight("positions", [LENGTH_MAX, WIDTHS[0]], listPositions);
  return node("Add", [embedded, node("Slice", [table, graph.ints([0]), length, graph.ints([0])])]);
}

/** Sines and then cosines of each position. @returns [LENGTH_MAX × 256] @see Vaswani et al. 2017 §3.5 */
function listPositions(): Float32Array {
  const waves = WIDTHS[0] / 2;
  const angle = (position: number, wave: number) => position * WAVELENGTH_RATIO ** (-wave / (waves - 1));
  return Float32Array.from({ length: LENGTH_MAX * WIDTHS[0] }, (_, i) => {
    const [position, place] = [Math.floor(i / WIDTHS[0]), i % WIDTHS[0]];
    return place < waves ? Math.sin(angle(position, place)) : Math.cos(angle(position, place - waves));
  });
}
