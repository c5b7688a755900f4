import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { byteOfCharacter } from "#lib/engine/byte-characters.ts";
import { createWordEncoder } from "#lib/engine/encode-words.ts";
import { readJson } from "#lib/engine/model-directory.ts";
import { findLead } from "#lib/engine/tokenizer-lead.ts";

/**
 * A model's own tokenizer, where every token is exact bytes: byte-level BPE (GPT-2, Pythia, Llama 3, SmolLM, Qwen) and BPE over
 * characters that falls back to bytes (Gemma, Llama 2).
 */
export interface Tokenizer {
  /**
   * Token ids of a text, with nothing added in front or behind. A special token written out in the text becomes that token, in
   * documents and in what visitors send alike; what fires on it is left out (lib/engine/silence-special.ts).
   */
  encode(text: string): number[];
  /** The text of a run of tokens; bytes that are not UTF-8 on their own read as U+FFFD. */
  decode(ids: readonly number[]): string;
  /** The bytes a token stands for: joined over a text's tokens they are the text, in the form its normaliser gives it (none in most models). @throws AppError not in the vocabulary */
  tokenBytes(id: number): Uint8Array;
  /** Whether a token is a mark between texts, such as a document's start, rather than a piece of one. */
  isSpecial(id: number): boolean;
  /** What it calls its document-start token (BOS), whether or not it puts it before a text. */
  readonly bosId: number | undefined;
  /** The token that it puts before every text by itself, mostly BOS: lib/engine/tokenizer-lead.ts. */
  readonly leadId: number | undefined;
  /** One more than the highest token id. */
  readonly vocabularySize: number;
}

/**
 * Loads `tokenizer.json` and, where there is one, `tokenizer_config.json` of a model directory.
 * @throws AppError bad_request when a file is malformed or the tokenizer is of neither kind.
 */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const description = TokenizerFile.safeParse(await readJson(directory, "tokenizer.json"));
  if (!description.success) {
    throw badRequest(
      "tokenizer.json is neither byte-level BPE nor BPE with byte fallback, the kinds that this version reads.",
      { cause: description.error },
    );
  }
  const settings = Settings.parse(await readJson(directory, "tokenizer_config.json").catch(() => ({})));
  const tokenizer = new HuggingFaceTokenizer(description.data, settings);
  const bytes = listTokenBytes(description.data);
  const bosToken = typeof settings.bos_token === "string" ? settings.bos_token : settings.bos_token?.content;
  const tokenBytes = (id: number): Uint8Array => {
    const found = bytes[id];
    if (!found) throw badRequest(`Token id ${id} is not in the vocabulary of ${bytes.length}.`);
    return found;
  };
  const added = description.data.added_tokens.map(({ content }) => content);
  const special = new Set(description.data.added_tokens.flatMap(({ id, special }) => (special ? [id] : [])));
  const encode =
    createWordEncoder(tokenizer, { description: description.data, settings, added }) ??
    ((text) => tokenizer.encode(text, { add_special_tokens: false }).ids);
  return {
    encode: (text) => (text === "" ? [] : encode(text)),
    decode: (ids) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(ids.map(tokenBytes))),
    tokenBytes,
    isSpecial: (id) => special.has(id),
    bosId: bosToken === undefined ? undefined : tokenizer.token_to_id(bosToken),
    leadId: findLead(description.data.post_processor, { tokenizerClass: settings.tokenizer_class ?? undefined }),
    vocabularySize: bytes.length,
  };
}

const vocabularyMax = 1 << 21;
const TokenId = z.int().nonnegative().max(vocabularyMax);

const ByteLevelStep = z.looseObject({ type: z.literal("ByteLevel") });

/** Of characters with U+2581 for spaces; a character that is no token is written as its bytes, `<0x0A>`. */
const FallbackSteps = z.looseObject({
  type: z.literal("Sequence"),
  decoders: z.tuple([
    z.looseObject({
      type: z.literal("Replace"),
      pattern: z.object({ String: z.literal("▁") }),
      content: z.literal(" "),
    }),
    z.looseObject({ type: z.literal("ByteFallback") }),
    z.looseObject({ type: z.literal("Fuse") }),
  ]),
});

const TokenizerFile = z.looseObject({
  model: z.looseObject({ type: z.literal("BPE"), vocab: z.record(z.string(), TokenId) }),
  added_tokens: z
    .array(z.looseObject({ id: TokenId, content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  // Other steps, such as taking a leading space off, would make a text's bytes others than its tokens'.
  decoder: z.discriminatedUnion("type", [ByteLevelStep, FallbackSteps]),
  post_processor: z.unknown(),
});

const SpecialToken = z.union([z.string(), z.looseObject({ content: z.string() })]);
const Settings = z.looseObject({ bos_token: SpecialToken.nullish(), tokenizer_class: z.string().nullish() });

/** @returns the bytes of each token id; holes where the vocabulary has none */
function listTokenBytes({
  model,
  added_tokens: added,
  decoder,
}: z.infer<typeof TokenizerFile>): readonly (Uint8Array | undefined)[] {
  const bytes: (Uint8Array | undefined)[] = [];
  const isByteLevel = decoder.type === "ByteLevel";
  const decode = isByteLevel ? decodeByteCharacters : decodeFallback;
  for (const [token, id] of Object.entries(model.vocab)) bytes[id] = decode(token);
  for (const { id, content } of added) bytes[id] = isByteLevel ? encoder.encode(content) : decodeFallback(content);
  return bytes;
}

const encoder = new TextEncoder();

function decodeFallback(token: string): Uint8Array {
  const [, byte] = /^<0x([0-9A-F]{2})>$/.exec(token) ?? [];
  return byte === undefined ? encoder.encode(token.replaceAll("▁", " ")) : Uint8Array.of(Number.parseInt(byte, 16));
}

function decodeByteCharacters(token: string): Uint8Array {
  return Uint8Array.from(
    [...token].map((character) => {
      const byte = byteOfCharacter.get(character);
      if (byte === undefined)
        throw badRequest(
          `tokenizer.json has the token ${JSON.stringify(token.slice(0, 40))}, which is not byte-level.`,
        );
      return byte;
    }),
  );
}
