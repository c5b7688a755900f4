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
 * With `unembedding` = diag(gain of the final norm) · W_U (`readUnembedding`): rows of unit length, gain
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
  const found = emptyNeighbours(count, Math.max(0, Math.min(k, count - 1)));
  if (found.k === 0) return found;
  await compareRows(rows, rows, found.k + 1, options, (first, { indices, similarities }) =>
    copyWithoutSelf(found, first, indices, similarities),
  );
  return found;
}

/**
 * Finds the k `others` with the largest cosine similarity to each row, nearest first. Exact: every pair is compared. Of equal
 * similarities the lower index comes first. A row of zeros has similarity 0 to every other.
 * @param others of the same width
 * @param k how many; fewer are found when there are fewer others
 * @returns [rows × k]
 */
export async function nearestOthers(
  rows: Rows,
  others: Rows,
  k: number,
  options: ProjectionOptions = {},
): Promise<Neighbours> {
  const found = emptyNeighbours(rows.data.length / rows.width, Math.min(k, others.data.length / others.width));
  if (found.k === 0) return found;
  await compareRows(rows, others, found.k, options, (first, { indices, similarities }) => {
    found.indices.set(indices, first * found.k);
    found.similarities.set(similarities, first * found.k);
  });
  return found;
}

const emptyNeighbours = (count: number, k: number): Neighbours => ({
  k,
  indices: new Int32Array(count * k),
  similarities: new Float32Array(count * k),
});

type Nearest = Pick<Neighbours, "indices" | "similarities">;

/** @param onChunk called in order, with the first row of the chunk and the k others nearest to each of its rows */
async function compareRows(
  rows: Rows,
  others: Rows,
  k: number,
  options: ProjectionOptions,
  onChunk: (firstRow: number, nearest: Nearest) => void,
): Promise<void> {
  if (rows.width !== others.width) throw new RangeError(`rows of ${rows.width} and of ${others.width} numbers`);
  const unit = { data: unitRows(rows.data, rows.width), width: rows.width };
  const columns = others.data.length / others.width;
  const unitOthers = rows === others ? unit.data : unitRows(others.data, others.width);
  const graph = createGraph();
  const products = buildProduct(graph, rows.width, transpose(unitOthers, columns, rows.width));
  const [similarities, indices64] = graph.nodeOf(["float32", "int64"], "TopK", [products, graph.ints([k])], {
    axis: -1,
    sorted: 1,
  });
  const [indices] = graph.nodeOf(["int32"], "Cast", [indices64], { to: int32Code });
  for await (const { first, results } of runChunks(graph, unit, columns, [similarities, indices], options))
    onChunk(first, { indices: int32Data(results, indices), similarities: float32Data(results, similarities) });
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
  const session = await openInferenceSession(graph, outputs, options);
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
