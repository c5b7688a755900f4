import { type InferenceSession, Tensor } from "onnxruntime-node";
import { createGraph, type ElementType, type GraphBuilder, type Value } from "#lib/engine/graph.ts";
import { openInferenceSession, type SessionOptions } from "#lib/engine/inference-session.ts";
import { transpose, unitRows } from "#lib/engine/linear.ts";
import { float32Data, int32Data } from "#lib/engine/tensor-data.ts";

/** Bounds what the products of one chunk take, whatever the width of the other matrix. */
const chunkBytesMax = 32 * 2 ** 20;

/** A list of vectors, row-major [count × width]. */
export interface Rows {
  readonly data: Float32Array;
  readonly width: number;
}

export interface ProjectionOptions extends SessionOptions {
  /** Most rows multiplied at once; by default as many as keep the products under 32 MiB. */
  readonly chunkRowsMax?: number;
  /** Checked between chunks; the abort reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Computes what each feature promotes at the output, a chunk of features at a time:
 *
 *   logits(f) = decoder(f) / ‖decoder(f)‖ · unembedding
 *
 * With `unembedding` = diag(gain of the final norm) · W_U (`Architecture.readUnembedding`): rows of unit length, gain
 * included (it changes the ranks, and the model applies it), nothing centred (that would shift all logits of a feature
 * by one constant). For neurons the decoder row is the row of the down projection. A row of zeros gives zeros.
 * @param decoder [features × dModel]
 * @param unembedding [dModel × vocabularySize]
 * @param onChunk called in order, with the first feature of the chunk and its logits [chunk × vocabularySize]
 */
export async function projectRows(
  decoder: Rows,
  unembedding: Float32Array,
  onChunk: (firstFeature: number, logits: Float32Array) => void | Promise<void>,
  options: ProjectionOptions = {},
): Promise<void> {
  const graph = createGraph();
  const logits = buildProduct(graph, decoder.width, unembedding);
  const unit = { data: unitRows(decoder.data, decoder.width), width: decoder.width };
  for await (const { first, results } of runChunks(
    graph,
    unit,
    unembedding.length / decoder.width,
    [logits],
    options,
  )) {
    await onChunk(first, float32Data(results, logits));
  }
}

/** The rows nearest to each row, nearest first. */
export interface Neighbours {
  readonly k: number;
  /** [count × k] */
  readonly indices: Int32Array;
  /** [count × k] cosine similarities. */
  readonly similarities: Float32Array;
}

/**
 * Finds the k rows with the largest cosine similarity to each row, itself left out. Exact: every pair is compared.
 * Of equal similarities the lower index comes first. A row of zeros has similarity 0 to every other.
 * @param k how many neighbours; fewer are found when there are fewer other rows
 */
export async function nearestRows(rows: Rows, k: number, options: ProjectionOptions = {}): Promise<Neighbours> {
  const count = rows.data.length / rows.width;
  const kept = Math.max(0, Math.min(k, count - 1));
  const found = {
    k: kept,
    indices: new Int32Array(count * kept),
    similarities: new Float32Array(count * kept),
  };
  if (kept === 0) return found;
  const unit = { data: unitRows(rows.data, rows.width), width: rows.width };
  const graph = createGraph();
  const products = buildProduct(graph, rows.width, transpose(unit.data, count, rows.width));
  const [similarities, indices64] = graph.nodeOf(["float32", "int64"], "TopK", [products, graph.ints([kept + 1])], {
    axis: -1,
    sorted: 1,
  });
  const [indices] = graph.nodeOf(["int32"], "Cast", [indices64], { to: int32Code });
  for await (const { first, results } of runChunks(graph, unit, count, [similarities, indices], options)) {
    copyWithoutSelf(found, first, int32Data(results, indices), float32Data(results, similarities));
  }
  return found;
}

const int32Code = 6;

/** A row is its own nearest, unless an equal one has a lower index; then it is one of the k + 1, or none of them. */
function copyWithoutSelf(found: Neighbours, first: number, indices: Int32Array, similarities: Float32Array): void {
  const { k } = found;
  for (let row = 0; row < indices.length / (k + 1); row++) {
    const self = first + row;
    let to = self * k;
    for (let from = row * (k + 1); from < (row + 1) * (k + 1) && to < (self + 1) * k; from++) {
      const index = indices[from] ?? -1;
      if (index === self) continue;
      found.indices[to] = index;
      found.similarities[to++] = similarities[from] ?? NaN;
    }
  }
}

/** @param matrix [width × columns] @returns rows · matrix, [chunk, columns] */
function buildProduct(graph: GraphBuilder, width: number, matrix: Float32Array): Value {
  const rows = graph.input("rows", "float32", ["chunk", width]);
  return graph.node("MatMul", [rows, graph.weight("matrix", [width, matrix.length / width], () => matrix)]);
}

interface Chunk {
  readonly first: number;
  readonly results: InferenceSession.OnnxValueMapType;
}

async function* runChunks(
  graph: GraphBuilder,
  { data, width }: Rows,
  columns: number,
  outputs: readonly Value<ElementType>[],
  { signal, chunkRowsMax = Infinity, ...options }: ProjectionOptions,
): AsyncGenerator<Chunk> {
  if (!Number.isInteger(data.length / width) || !Number.isInteger(columns))
    throw new RangeError("the matrices do not have whole rows");
  const count = data.length / width;
  const chunk = Math.max(1, Math.min(chunkRowsMax, Math.floor(chunkBytesMax / (4 * columns))));
  const session = await openInferenceSession(await graph.serialize(outputs), options);
  try {
    for (let first = 0; first < count; first += chunk) {
      signal?.throwIfAborted();
      const end = Math.min(first + chunk, count);
      const rows = new Tensor("float32", data.subarray(first * width, end * width), [end - first, width]);
      yield { first, results: await session.run({ rows }) };
    }
  } finally {
    await session.release();
  }
}
