/**
 * How a causal language model computes, as data: which of its tensors do what, and with which constants. An architecture writes
 * one from a config.json; everything that computes, caches or intervenes is written once, on this.
 */
export interface Decoder {
  /** What the names of all tensors but the unembedding begin with; files of the bare model leave it out. */
  readonly prefix: string;
  /** [vocabularySize × dModel] */
  readonly embedding: string;
  readonly embeddingScale: number;
  /** [contextLength × dModel], where positions are learned. */
  readonly positions: string | undefined;
  readonly blocks: readonly Block[];
  readonly finalNorm: Norm;
  /** [vocabularySize × dModel]; the embedding where they are tied. */
  readonly unembedding: string;
  /** Logits are cap · tanh(logits / cap). */
  readonly logitCap: number | undefined;
}

export interface Block {
  /** Attention and MLP both read the residual stream before the block: then there is no point between them. */
  readonly parallel: boolean;
  readonly attentionNorm: Norm;
  readonly attention: Attention;
  /** Of what attention adds, before it is added. */
  readonly attentionOutNorm: Norm | undefined;
  readonly mlpNorm: Norm;
  readonly mlp: Mlp;
  readonly mlpOutNorm: Norm | undefined;
}

export interface Norm {
  /** `rms`: x / √(mean x² + ε); `layer`: (x − mean) / √(variance + ε). */
  readonly kind: "rms" | "layer";
  /** [width] multiplied with it, after `gainOffset` is added. */
  readonly gain: string;
  readonly gainOffset: 0 | 1;
  readonly bias: string | undefined;
  readonly epsilon: number;
}

export interface Attention {
  /** Queries, then keys, then values. */
  readonly input: Linear;
  readonly output: Linear;
  /** Multiplied with every score. */
  readonly scale: number;
  /** Scores are cap · tanh(score / cap). */
  readonly scoreCap: number | undefined;
  /** How many tokens a token looks at, itself included; undefined for all before it. */
  readonly window: number | undefined;
  readonly rotary: Rotary | undefined;
  /** Of every head's query and key, [headSize]. */
  readonly queryNorm: Norm | undefined;
  readonly keyNorm: Norm | undefined;
}

/** Position p turns pair i of each head, numbers i and i + frequencies.length, by p · frequencies[i] radians; later numbers not at all. */
export interface Rotary {
  /** The same for the same frequencies: their tables are kept once. */
  readonly name: string;
  readonly frequencies: readonly number[];
}

export interface Mlp {
  readonly activation: "silu" | "gelu" | "gelu-tanh" | "relu";
  /** Gates, then what they are multiplied with, where `gated`. */
  readonly input: Linear;
  readonly gated: boolean;
  readonly output: Linear;
}

/** Layers of the file that read the same input, side by side. */
export interface Linear {
  readonly inputs: number;
  readonly parts: readonly LinearPart[];
}

export interface LinearPart {
  readonly weight: string;
  readonly bias: string | undefined;
  readonly outputs: number;
  /**
   * `outputs-first`: [outputs × inputs], as linear layers are stored; `inputs-first`: [inputs × outputs];
   * `by-head`: [outputs × inputs] with the query, key and value of the first head before those of the second.
   */
  readonly layout: "outputs-first" | "inputs-first" | "by-head";
}

/** A layer of its own as PyTorch's Linear stores it. */
export const linear = (
  inputs: number,
  ...parts: readonly { name: string; outputs: number; bias: boolean }[]
): Linear => ({
  inputs,
  parts: parts.map(({ name, outputs, bias }) => ({
    weight: `${name}.weight`,
    bias: bias ? `${name}.bias` : undefined,
    outputs,
    layout: "outputs-first",
  })),
});
