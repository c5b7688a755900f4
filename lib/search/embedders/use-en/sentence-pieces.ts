import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer } from "@huggingface/tokenizers";
import { z } from "zod";
import { LENGTH_MAX } from "#lib/search/embedders/use-en/sentence-encoder.ts";

/** Ids of a text's pieces, at least one. */
export type SentencePieces = Int32Array;

/** Pieces with the logarithms of their probabilities; a few have none, which the authors' own code takes for 0. */
const Vocabulary = z.array(z.tuple([z.string(), z.number().nullable()])).min(1);

/** Marks, of which none is written in a text. */
const RESERVED = 6;
const RESERVED_SCORE = -100;
const UNKNOWN_ID = 0;
/** What stands for a space. */
const SPACE = "▁";

/** How the encoder's texts are cut into pieces: SentencePiece, by their probabilities. @see Kudo & Richardson 2018 */
export async function openSentencePieces(folder: string): Promise<(text: string) => SentencePieces> {
  const file = await readFile(join(folder, "dist", "vocab.json"), "utf8");
  const vocabulary = Vocabulary.parse(JSON.parse(file));
  const vocab = vocabulary.map(([piece, score], id) =>
    id < RESERVED ? [`${SPACE}<reserved ${id}>`, RESERVED_SCORE] : [piece, score ?? 0],
  );
  const description = {
    added_tokens: [],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFKC" },
        { type: "Prepend", prepend: SPACE },
        { type: "Replace", pattern: { String: " " }, content: SPACE },
      ],
    },
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: "Unigram", unk_id: UNKNOWN_ID, vocab, byte_fallback: false },
  };
  const tokenizer = new Tokenizer(description, {});
  return (text) => Int32Array.from(tokenizer.encode(text, { add_special_tokens: false }).ids.slice(0, LENGTH_MAX));
}
