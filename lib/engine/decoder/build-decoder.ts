import { buildAttention, type KeyValues } from "#lib/engine/decoder/attention.ts";
import type { Block, Mlp } from "#lib/engine/decoder/decoder.ts";
import { buildActivation, buildCap, type Building, buildLinear, buildNorm } from "#lib/engine/decoder/operators.ts";
import type { Matrix } from "#lib/engine/decoder/matrix.ts";
import { buildProduct, buildRows } from "#lib/engine/decoder/product.ts";
import { buildPositions, type Positions } from "#lib/engine/decoder/positions.ts";
import type { Value } from "#lib/engine/graph.ts";
import { blockHook } from "#lib/engine/hook-point.ts";
import type { ModelWeights } from "#lib/engine/model-weights.ts";

/** Keys and values of tokens of earlier runs. */
export interface Past {
  /** [1] */
  readonly tokens: Value<"int64">;
  readonly layers: readonly KeyValues[];
}

/**
 * Adds a whole model to the graph; what no output depends on is dropped when the graph is serialised. Attention is causal, so
 * tokens after a position never change it.
 * @param tokenIds [batch, length]
 * @returns keys and values of all tokens so far by layer, where `past` was given
 */
export function buildDecoder(building: Building, tokenIds: Value<"int32">, past?: Past): readonly KeyValues[] {
  const { graph, model, hook } = building;
  const { config, decoder } = model;
  const positions = buildPositions(graph, tokenIds, past?.tokens);
  const presents: KeyValues[] = [];
  let residual = buildEmbedding(building, tokenIds, positions);
  for (const [layer, block] of decoder.blocks.entries()) {
    const { output, present } = buildBlock(building, layer, block, residual, positions, past?.layers[layer]);
    residual = output;
    if (present) presents.push(present);
  }
  const normed = hook("final_norm", buildNorm(building, decoder.finalNorm, config.dModel, residual));
  hook("logits", buildLogits(building, normed));
  return presents;
}

/** @param normed [batch, length, dModel] after the final norm @returns [batch, length, vocabularySize] */
export function buildLogits(building: Building, normed: Value): Value {
  const { config, decoder } = building.model;
  const unembedding = tableOf(building.model, decoder.unembedding, config.vocabularySize);
  return buildCap(building.graph, decoder.logitCap, buildProduct(building, normed, unembedding));
}

/** [rows × dModel] */
const tableOf = ({ config: { dModel }, tensors }: ModelWeights, name: string, rows: number): Matrix => ({
  name,
  inputs: dModel,
  outputs: rows,
  outputsFirst: true,
  read: () => tensors.readFloat32(name, [rows, dModel]),
});

function buildEmbedding(building: Building, tokenIds: Value<"int32">, positions: Positions): Value {
  const { graph, model } = building;
  const { config, decoder } = model;
  const tokens = buildRows(building, tableOf(model, decoder.embedding, config.vocabularySize), tokenIds);
  const scaled =
    decoder.embeddingScale === 1 ? tokens : graph.node("Mul", [tokens, graph.scalar(decoder.embeddingScale)]);
  if (decoder.positions === undefined) return scaled;
  const table = tableOf(model, decoder.positions, config.contextLength);
  return graph.node("Add", [scaled, buildRows(building, table, positions.all)]);
}

function buildBlock(
  building: Building,
  layer: number,
  block: Block,
  input: Value,
  positions: Positions,
  past: KeyValues | undefined,
): { output: Value; present: KeyValues | undefined } {
  const { graph, hook, model } = building;
  const { dModel } = model.config;
  const before = hook(blockHook(layer, "hook_resid_pre"), input);
  const attentionIn = buildNorm(building, block.attentionNorm, dModel, before);
  const { output: attended, present } = buildAttention(building, layer, block.attention, attentionIn, positions, past);
  const attentionOut = block.attentionOutNorm
    ? buildNorm(building, block.attentionOutNorm, dModel, attended)
    : attended;
  const attention = hook(blockHook(layer, "hook_attn_out"), attentionOut);
  const middle = graph.node("Add", [before, attention]);
  const mlpReads = block.parallel ? before : hook(blockHook(layer, "hook_resid_mid"), middle);
  const mlpIn = hook(blockHook(layer, "mlp.hook_in"), buildNorm(building, block.mlpNorm, dModel, mlpReads));
  const neurons = hook(blockHook(layer, "mlp.hook_post"), buildNeurons(building, block.mlp, mlpIn));
  const written = buildLinear(building, block.mlp.output, neurons);
  const mlpOut = block.mlpOutNorm ? buildNorm(building, block.mlpOutNorm, dModel, written) : written;
  const mlp = hook(blockHook(layer, "hook_mlp_out"), mlpOut);
  const after = graph.node("Add", [block.parallel ? middle : mlpReads, mlp]);
  return { output: hook(blockHook(layer, "hook_resid_post"), after), present };
}

function buildNeurons(building: Building, mlp: Mlp, input: Value): Value {
  const { graph } = building;
  const projected = buildLinear(building, mlp.input, input);
  if (!mlp.gated) return buildActivation(graph, mlp.activation, projected);
  const [gate, up] = graph.nodeOf(["float32", "float32"], "Split", [projected], { axis: -1, num_outputs: 2 });
  return graph.node("Mul", [buildActivation(graph, mlp.activation, gate), up]);
}
