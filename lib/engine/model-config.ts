import { z } from "zod";
import { badRequest } from "#lib/errors.ts";

// Bounds on what a config.json may ask us to allocate; above every model this engine can hold.
const layersMax = 512;
const widthMax = 1 << 17;
const vocabularyMax = 1 << 21;
// The rotary tables have a row a position.
const contextMax = 1 << 18;

/** What the engine needs to know about a language model; sizes are element counts. */
export interface ModelConfig {
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
  readonly normEpsilon: number;
  readonly ropeTheta: number;
  readonly tiedEmbeddings: boolean;
  readonly bosId: number | undefined;
}

/**
 * Parses a Hugging Face `config.json` of the Llama family.
 * @throws AppError bad_request naming the fields this engine does not understand.
 */
export function parseModelConfig(json: unknown): ModelConfig {
  const parsed = HuggingFaceConfig.safeParse(json);
  if (!parsed.success) {
    throw badRequest(
      `config.json is not one this engine can run: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`,
      {
        cause: parsed.error,
      },
    );
  }
  const config = parsed.data;
  return {
    architecture: config.architectures[0],
    layers: config.num_hidden_layers,
    dModel: config.hidden_size,
    dMlp: config.intermediate_size,
    heads: config.num_attention_heads,
    keyValueHeads: config.num_key_value_heads ?? config.num_attention_heads,
    headSize: config.head_dim ?? config.hidden_size / config.num_attention_heads,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    normEpsilon: config.rms_norm_eps,
    ropeTheta: config.rope_parameters?.rope_theta ?? config.rope_theta ?? 10_000,
    tiedEmbeddings: config.tie_word_embeddings,
    bosId: config.bos_token_id ?? undefined,
  };
}

const size = (max: number) => z.int().positive().max(max);

const HuggingFaceConfig = z
  .object({
    architectures: z.tuple([z.string()]),
    num_hidden_layers: size(layersMax),
    hidden_size: size(widthMax),
    intermediate_size: size(widthMax),
    num_attention_heads: size(widthMax),
    num_key_value_heads: size(widthMax).nullish(),
    head_dim: size(widthMax).nullish(),
    vocab_size: size(vocabularyMax),
    max_position_embeddings: size(contextMax).default(2048),
    rms_norm_eps: z.number().positive().default(1e-6),
    rope_theta: z.number().positive().nullish(),
    // Newer files keep the base here; any other kind than "default" bends the frequencies, which nothing here does yet.
    rope_parameters: z
      .object({
        rope_theta: z.number().positive().nullish(),
        rope_type: z.literal("default").default("default"),
      })
      .nullish(),
    rope_scaling: z.null().optional(),
    tie_word_embeddings: z.boolean().default(false),
    hidden_act: z.literal("silu").default("silu"),
    attention_bias: z.literal(false).default(false),
    mlp_bias: z.literal(false).default(false),
    bos_token_id: z.int().nonnegative().nullish(),
  })
  .refine((config) => config.head_dim != null || config.hidden_size % config.num_attention_heads === 0, {
    message: "hidden_size is not a multiple of num_attention_heads",
  })
  .refine((config) => config.num_attention_heads % (config.num_key_value_heads ?? config.num_attention_heads) === 0, {
    message: "num_attention_heads is not a multiple of num_key_value_heads",
  });
