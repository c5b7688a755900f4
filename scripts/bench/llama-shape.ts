import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { writeSafetensors } from "#lib/engine/testing/write-safetensors.ts";
import { createUniform } from "#lib/stats/uniform.ts";

/** The shape of SmolLM2-135M. */
export const LLAMA_135M = { layers: 30, dModel: 576, dMlp: 1536, heads: 9, keyValueHeads: 3, vocabularySize: 49_152 };

/**
 * Writes a Llama of that shape with random weights, small enough that nothing overflows: only its speed means something.
 * @returns its folder, in Hugging Face layout
 */
export async function writeLlama(shape = LLAMA_135M): Promise<{ folder: string; remove(): Promise<void> }> {
  const { layers, dModel, dMlp, heads, keyValueHeads, vocabularySize } = shape;
  const folder = await mkdtemp(path.join(os.tmpdir(), "featurepedia-llama-"));
  const keyWidth = (dModel / heads) * keyValueHeads;
  const random = createUniform(1);
  const matrix = (...size: number[]) => {
    const length = size.reduce((product, one) => product * one, 1);
    const scale = 2 / Math.sqrt(size.at(-1) ?? 1);
    return { dtype: "F32", shape: size, data: Float32Array.from({ length }, () => scale * (random() - 0.5)) };
  };
  const ones = () => ({ dtype: "F32", shape: [dModel], data: new Float32Array(dModel).fill(1) });
  const blocks = Array.from({ length: layers }, (_, layer) => {
    const name = `model.layers.${layer}`;
    return {
      [`${name}.input_layernorm.weight`]: ones(),
      [`${name}.post_attention_layernorm.weight`]: ones(),
      [`${name}.self_attn.q_proj.weight`]: matrix(dModel, dModel),
      [`${name}.self_attn.k_proj.weight`]: matrix(keyWidth, dModel),
      [`${name}.self_attn.v_proj.weight`]: matrix(keyWidth, dModel),
      [`${name}.self_attn.o_proj.weight`]: matrix(dModel, dModel),
      [`${name}.mlp.gate_proj.weight`]: matrix(dMlp, dModel),
      [`${name}.mlp.up_proj.weight`]: matrix(dMlp, dModel),
      [`${name}.mlp.down_proj.weight`]: matrix(dModel, dMlp),
    };
  });
  const embedding = { "model.embed_tokens.weight": matrix(vocabularySize, dModel), "model.norm.weight": ones() };
  await writeSafetensors(path.join(folder, "model.safetensors"), Object.assign(embedding, ...blocks));
  const config = {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    num_hidden_layers: layers,
    hidden_size: dModel,
    intermediate_size: dMlp,
    num_attention_heads: heads,
    num_key_value_heads: keyValueHeads,
    vocab_size: vocabularySize,
    max_position_embeddings: 2048,
    rms_norm_eps: 1e-5,
    rope_theta: 100_000,
    tie_word_embeddings: true,
    bos_token_id: 1,
  };
  await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
  await writeFile(path.join(folder, "tokenizer.json"), "{}");
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
