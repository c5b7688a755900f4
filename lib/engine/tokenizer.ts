import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { badRequest } from "#lib/errors.ts";
import { byteOfCharacter } from "#lib/engine/byte-characters.ts";
import { createWordEncoder } from "#lib/engine/encode-words.ts";
import { readJson } from "#lib/engine/model-directory.ts";

/** A model's own tokenizer. Only byte-level BPE (GPT-2, Llama 3, SmolLM, Qwen …), where every token is exact bytes. */
export interface Tokenizer {
  /** Token ids of a text, with nothing added in front or behind. A special token written out in the text becomes that token. */
  encode(text: string): number[];
  /** The text of a run of tokens; bytes that are not UTF-8 on their own read as U+FFFD. */
  decode(ids: readonly number[]): string;
  /** The bytes a token stands for: joined over a text's tokens they are the text, in the form its normaliser gives it (none in most models). @throws AppError not in the vocabulary */
  tokenBytes(id: number): Uint8Array;
  /** Whether a token is a mark between texts, such as a document's start, rather than a piece of one. */
  isSpecial(id: number): boolean;
  readonly bosId: number | undefined;
  /** One more than the highest token id. */
  readonly vocabularySize: number;
}

/**
 * Loads `tokenizer.json` and, where there is one, `tokenizer_config.json` of a model directory.
 * @throws AppError bad_request when a file is malformed or the tokenizer is not byte-level BPE.
 */
export async function loadTokenizer(directory: string): Promise<Tokenizer> {
  const description = TokenizerFile.safeParse(await readJson(directory, "tokenizer.json"));
  if (!description.success) {
    throw badRequest("tokenizer.json is not a byte-level BPE tokenizer, the kind this version reads.", {
      cause: description.error,
    });
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
    vocabularySize: bytes.length,
  };
}

const vocabularyMax = 1 << 21;
const TokenId = z.int().nonnegative().max(vocabularyMax);

const ByteLevelStep = z.looseObject({ type: z.literal("ByteLevel") });

const TokenizerFile = z.looseObject({
  model: z.looseObject({ type: z.literal("BPE"), vocab: z.record(z.string(), TokenId) }),
  added_tokens: z
    .array(z.looseObject({ id: TokenId, content: z.string(), special: z.boolean().default(false) }))
    .default([]),
  // Byte-level text is undone by this decoder alone; a sequence of others would change the bytes.
  decoder: ByteLevelStep,
});

const SpecialToken = z.union([z.string(), z.looseObject({ content: z.string() })]);
const Settings = z.looseObject({ bos_token: SpecialToken.nullish() });

/** @returns the bytes of each token id; holes where the vocabulary has none */
function listTokenBytes({
  model,
  added_tokens: added,
}: z.infer<typeof TokenizerFile>): readonly (Uint8Array | undefined)[] {
  const bytes: (Uint8Array | undefined)[] = [];
  for (const [token, id] of Object.entries(model.vocab)) bytes[id] = decodeByteCharacters(token);
  const encoder = new TextEncoder();
  for (const { id, content } of added) bytes[id] = encoder.encode(content);
  return bytes;
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
