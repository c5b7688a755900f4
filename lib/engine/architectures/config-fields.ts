import { z } from "zod";
import { badRequest } from "#lib/errors.ts";

// Bounds on what a config.json may ask us to allocate; above every model this engine can hold.
const layersMax = 512;
const widthMax = 1 << 17;
const vocabularyMax = 1 << 21;
// The rotary tables have a row a position.
const contextMax = 1 << 18;

const size = (max: number) => z.int().positive().max(max);

/** Widths, and numbers of heads. */
export const Width = size(widthMax);
export const Layers = size(layersMax);
export const Vocabulary = size(vocabularyMax);
export const Context = size(contextMax);
export const TokenId = z.int().nonnegative().nullish();
export const Epsilon = z.number().positive();

/** What the configs of Llama and of those after it have in common. */
export const llamaFields = {
  num_hidden_layers: Layers,
  hidden_size: Width,
  intermediate_size: Width,
  num_attention_heads: Width,
  num_key_value_heads: Width.nullish(),
  head_dim: Width.nullish(),
  vocab_size: Vocabulary,
  max_position_embeddings: Context.default(2048),
  rms_norm_eps: Epsilon.default(1e-6),
  bos_token_id: TokenId,
};

type LlamaSizes = z.infer<z.ZodObject<typeof llamaFields>>;

/** @throws AppError bad_request when heads do not divide */
export function readLlamaSizes(architecture: string, config: LlamaSizes, tiedEmbeddings: boolean) {
  const heads = config.num_attention_heads;
  const keyValueHeads = config.num_key_value_heads ?? heads;
  const headSize = config.head_dim ?? config.hidden_size / heads;
  requireDivisible("hidden_size", headSize, 1, "num_attention_heads");
  requireDivisible("num_attention_heads", heads, keyValueHeads, "num_key_value_heads");
  return {
    architecture,
    layers: config.num_hidden_layers,
    dModel: config.hidden_size,
    dMlp: config.intermediate_size,
    heads,
    keyValueHeads,
    headSize,
    vocabularySize: config.vocab_size,
    contextLength: config.max_position_embeddings,
    tiedEmbeddings,
    bosId: config.bos_token_id ?? undefined,
  };
}

export function requireDivisible(what: string, value: number, by: number, name: string): void {
  if (value % by !== 0)
    throw badRequest(`config.json is not one this engine can run: ${what} is not a multiple of ${name}.`);
}

/** @throws AppError bad_request naming the fields this engine does not understand */
export function parseFields<T extends z.ZodType>(schema: T, json: unknown): z.infer<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw badRequest(
    `config.json is not one this engine can run: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`,
    { cause: parsed.error },
  );
}

/** A kind of attention for each layer, where the config lists them. */
export const LayerTypes = z.array(z.enum(["full_attention", "sliding_attention"])).nullish();
