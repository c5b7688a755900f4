/** The sizes of a language model, as element counts, whatever its architecture. */
export interface ModelConfig {
  /** As its config.json names it, such as `LlamaForCausalLM`. */
  readonly architecture: string;
  readonly layers: number;
  readonly dModel: number;
  /** Neurons per MLP. */
  readonly dMlp: number;
  readonly heads: number;
  /** Fewer than `heads` in grouped-query attention. */
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly vocabularySize: number;
  readonly contextLength: number;
  readonly tiedEmbeddings: boolean;
  readonly bosId: number | undefined;
}
