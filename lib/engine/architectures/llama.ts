import type { Architecture, ModelWeights } from "#lib/engine/architectures/registry.ts";
import type { GraphBuilder, Value } from "#lib/engine/graph.ts";
import { blockHook, type Hook } from "#lib/engine/hook-point.ts";
import { packProjections, scaleRows, transpose } from "#lib/engine/linear.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

/** Added to the attention score of a later token: its softmax weight is then exactly 0 in f32. */
const maskedScore = -1e9;

/**
 * Llama and everything with its layout: RMSNorm, rotary positions, grouped-query attention, SwiGLU, no biases.
 * Projections that read the same input are one matrix product. The score matrix is written out in standard operators:
 * on the CPU it measured no slower than onnxruntime's fused attention operators, and runs on every provider.
 * @see Touvron et al. 2023, LLaMA §2.2
 */
export const llama = {
  build(graph, model, tokenIds, hook) {
    const { config } = model;
    const shared = {
      graph,
      model,
      hook,
      rotary: rotaryTables(graph, config),
      mask: causalMask(graph, tokenIds),
    };
    let residual = graph.node("Gather", [
      readWeight(shared, "model.embed_tokens.weight", [config.vocabularySize, config.dModel]),
      tokenIds,
    ]);
    for (let layer = 0; layer < config.layers; layer++) residual = buildBlock(shared, layer, residual);
    const normed = hook("final_norm", rmsNorm(shared, "model.norm.weight", residual));
    const unembedding = graph.weight("unembedding", [config.dModel, config.vocabularySize], () =>
      readRawUnembedding(model),
    );
    hook("logits", graph.node("MatMul", [normed, unembedding]));
  },

  async readDownProjection({ config, tensors }, layer) {
    const name = `model.layers.${layer}.mlp.down_proj.weight`;
    return transpose(await tensors.readFloat32(name, [config.dModel, config.dMlp]), config.dModel, config.dMlp);
  },

  async readUnembedding(model) {
    const [unembedding, gain] = await Promise.all([
      readRawUnembedding(model),
      model.tensors.readFloat32("model.norm.weight", [model.config.dModel]),
    ]);
    scaleRows(unembedding, gain);
    return unembedding;
  },
} satisfies Architecture;

interface Shared {
  readonly graph: GraphBuilder;
  readonly model: ModelWeights;
  readonly hook: Hook;
  readonly rotary: { readonly cosines: Value; readonly sines: Value };
  /** [length, length] */
  readonly mask: Value;
}

function buildBlock(shared: Shared, layer: number, input: Value): Value {
  const { graph, hook } = shared;
  const prefix = `model.layers.${layer}`;
  const before = hook(blockHook(layer, "hook_resid_pre"), input);
  const attention = hook(
    blockHook(layer, "hook_attn_out"),
    buildAttention(shared, prefix, rmsNorm(shared, `${prefix}.input_layernorm.weight`, before)),
  );
  const middle = hook(blockHook(layer, "hook_resid_mid"), graph.node("Add", [before, attention]));
  const mlpIn = hook(
    blockHook(layer, "mlp.hook_in"),
    rmsNorm(shared, `${prefix}.post_attention_layernorm.weight`, middle),
  );
  const neurons = hook(blockHook(layer, "mlp.hook_post"), buildNeurons(shared, prefix, mlpIn));
  const { dMlp, dModel } = shared.model.config;
  const mlpOut = hook(
    blockHook(layer, "hook_mlp_out"),
    project(shared, [[`${prefix}.mlp.down_proj.weight`, dModel]], dMlp, neurons),
  );
  return hook(blockHook(layer, "hook_resid_post"), graph.node("Add", [middle, mlpOut]));
}

function buildAttention(shared: Shared, prefix: string, input: Value): Value {
  const {
    graph,
    model: { config },
  } = shared;
  const { heads, keyValueHeads, headSize, dModel } = config;
  const [queryWidth, keyWidth] = [heads * headSize, keyValueHeads * headSize];
  const projected = project(
    shared,
    [
      [`${prefix}.self_attn.q_proj.weight`, queryWidth],
      [`${prefix}.self_attn.k_proj.weight`, keyWidth],
      [`${prefix}.self_attn.v_proj.weight`, keyWidth],
    ],
    dModel,
    input,
  );
  const [query, key, value] = graph.nodeOf(
    ["float32", "float32", "float32"],
    "Split",
    [projected, graph.ints([queryWidth, keyWidth, keyWidth])],
    { axis: -1 },
  );
  // Query heads that share a key head get an axis of their own, over which the keys are broadcast.
  const queryHeads = splitHeads(graph, rotate(shared, query, heads), [keyValueHeads, heads / keyValueHeads, headSize]);
  const keyHeads = splitHeads(graph, rotate(shared, key, keyValueHeads), [keyValueHeads, 1, headSize]);
  const valueHeads = splitHeads(graph, value, [keyValueHeads, 1, headSize]);
  const scores = graph.node("Mul", [
    graph.node("MatMul", [
      graph.node("Transpose", [queryHeads], { perm: [0, 2, 3, 1, 4] }),
      graph.node("Transpose", [keyHeads], { perm: [0, 2, 3, 4, 1] }),
    ]),
    graph.scalar(1 / Math.sqrt(headSize)),
  ]);
  const pattern = graph.node("Softmax", [graph.node("Add", [scores, shared.mask])], { axis: -1 });
  const mixed = graph.node("MatMul", [pattern, graph.node("Transpose", [valueHeads], { perm: [0, 2, 3, 1, 4] })]);
  const joined = graph.node("Reshape", [
    graph.node("Transpose", [mixed], { perm: [0, 3, 1, 2, 4] }),
    graph.ints([0, 0, queryWidth]),
  ]);
  return project(shared, [[`${prefix}.self_attn.o_proj.weight`, dModel]], queryWidth, joined);
}

/** [batch, length, heads · size] → [batch, length, key heads, queries a key head, size] */
const splitHeads = (graph: GraphBuilder, value: Value, sizes: readonly [number, number, number]): Value =>
  graph.node("Reshape", [value, graph.ints([0, 0, ...sizes])]);

function rotate({ graph, rotary }: Shared, value: Value, heads: number): Value {
  return graph.node("com.microsoft/RotaryEmbedding", [value, graph.ints([0]), rotary.cosines, rotary.sines], {
    num_heads: heads,
  });
}

function buildNeurons(shared: Shared, prefix: string, input: Value): Value {
  const {
    graph,
    model: {
      config: { dModel, dMlp },
    },
  } = shared;
  const projected = project(
    shared,
    [
      [`${prefix}.mlp.gate_proj.weight`, dMlp],
      [`${prefix}.mlp.up_proj.weight`, dMlp],
    ],
    dModel,
    input,
  );
  const [gate, up] = graph.nodeOf(["float32", "float32"], "Split", [projected], {
    axis: -1,
    num_outputs: 2,
  });
  return graph.node("Mul", [graph.node("Mul", [gate, graph.node("Sigmoid", [gate])]), up]);
}

function rmsNorm(shared: Shared, gainName: string, value: Value): Value {
  const { config } = shared.model;
  const gain = readWeight(shared, gainName, [config.dModel]);
  return shared.graph.node("SimplifiedLayerNormalization", [value, gain], {
    axis: -1,
    epsilon: { float: config.normEpsilon },
    stash_type: 1,
  });
}

/** One matrix product with the named linear layers side by side. @param layers name and output width of each */
function project(
  { graph, model }: Shared,
  layers: readonly (readonly [string, number])[],
  width: number,
  input: Value,
): Value {
  const names = layers.map(([name]) => name);
  const outputWidth = layers.reduce((sum, [, columns]) => sum + columns, 0);
  const weight = graph.weight(names.join("|"), [width, outputWidth], async () => {
    const parts = layers.map(([name, columns]) => model.tensors.readFloat32(name, [columns, width]));
    return packProjections(await Promise.all(parts), width);
  });
  return graph.node("MatMul", [input, weight]);
}

const readWeight = ({ graph, model }: Pick<Shared, "graph" | "model">, name: string, shape: readonly number[]): Value =>
  graph.weight(name, shape, () => model.tensors.readFloat32(name, shape));

async function readRawUnembedding({ config, tensors }: ModelWeights): Promise<Float32Array> {
  const name = config.tiedEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight";
  const rows = await tensors.readFloat32(name, [config.vocabularySize, config.dModel]);
  return transpose(rows, config.vocabularySize, config.dModel);
}

/** 0 where a token may look (itself and before), `maskedScore` after it. @returns [length, length] */
function causalMask(graph: GraphBuilder, tokenIds: Value<"int32">): Value {
  const [shape] = graph.nodeOf(["int64"], "Shape", [tokenIds]);
  const [length] = graph.nodeOf(["int64"], "Gather", [shape, graph.int(1)]);
  const [positions] = graph.nodeOf(["int64"], "Range", [graph.int(0), length, graph.int(1)]);
  const [column] = graph.nodeOf(["int64"], "Unsqueeze", [positions, graph.ints([1])]);
  const [isLater] = graph.nodeOf(["bool"], "Greater", [positions, column]);
  return graph.node("Where", [isLater, graph.scalar(maskedScore), graph.scalar(0)]);
}

/** Angle of pair i at position p: p · θ^(−2i / headSize). @returns two tables [contextLength, headSize / 2] @see Su et al. 2021 §3.2 */
function rotaryTables(graph: GraphBuilder, { headSize, ropeTheta, contextLength }: ModelConfig): Shared["rotary"] {
  const pairs = headSize / 2;
  const table = (name: string, ofAngle: (angle: number) => number): Value =>
    graph.weight(name, [contextLength, pairs], () =>
      Float32Array.from({ length: contextLength * pairs }, (_, i) =>
        ofAngle(Math.floor(i / pairs) * ropeTheta ** (-(i % pairs) / pairs)),
      ),
    );
  return { cosines: table("rotary.cosines", Math.cos), sines: table("rotary.sines", Math.sin) };
}
