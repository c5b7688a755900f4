import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { KeyValues } from "#lib/engine/decoder/attention.ts";
import type { GraphBuilder } from "#lib/engine/graph.ts";
import type { ModelConfig } from "#lib/engine/model-config.ts";

/** Keys and values of the tokens that were read, as a graph takes them. */
export interface Past {
  readonly tokens: number;
  readonly feeds: Readonly<Record<string, Tensor>>;
}

const kinds = ["key", "value"] as const;

export function pastInputs(graph: GraphBuilder, { keyValueHeads, headSize }: ModelConfig, layer: number): KeyValues {
  const input = (kind: (typeof kinds)[number]) =>
    graph.input(`past.${layer}.${kind}`, "float32", ["batch", keyValueHeads, 1, "past", headSize]);
  return { key: input("key"), value: input("value") };
}

/** Before the first token. */
export function emptyPast({ keyValueHeads, headSize }: ModelConfig, layers: readonly KeyValues[]): Past {
  const nothing = new Tensor("float32", new Float32Array(), [1, keyValueHeads, 1, 0, headSize]);
  const names = layers.flatMap(({ key, value }) => [key.name, value.name]);
  return { tokens: 0, feeds: Object.fromEntries(names.map((name) => [name, nothing])) };
}

/** What a run gave out, under the names that it has as the inputs of the next. */
export function pastOf(
  results: InferenceSession.OnnxValueMapType,
  tokens: number,
  pasts: readonly KeyValues[],
  presents: readonly KeyValues[],
): Past {
  const feeds: Record<string, Tensor> = {};
  for (const [layer, past] of pasts.entries())
    for (const kind of kinds) {
      const present = results[presents[layer]?.[kind].name ?? ""];
      if (!present) throw new TypeError(`the graph did not return the ${kind}s of layer ${layer}`);
      feeds[past[kind].name] = present;
    }
  return { tokens, feeds };
}
