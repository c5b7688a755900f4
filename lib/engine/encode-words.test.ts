import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import { expect, test } from "vitest";
import { createWordEncoder } from "#lib/engine/encode-words.ts";
import { randomInts } from "#lib/engine/testing/random.ts";

const file = new URL("../../test/fixtures/engine/random-llama/tokenizer.json", import.meta.url);
const description = JSON.parse(await readFile(file, "utf8"));
const added = ["<|endoftext|>"];
const tokenizer = new Tokenizer(description, {});
const whole = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
const encoderOf = (changes: object, settings = {}) =>
  createWordEncoder(tokenizer, { description: { ...description, ...changes }, settings, added });

const PIECES = [
  "the",
  "The",
  "'s",
  "'ll",
  "'",
  " ",
  "  ",
  "\n",
  "\t",
  "\u00a0",
  "\r\n",
  "12",
  "½",
  "…",
  "!?",
  "_x",
].concat([
  "é",
  "e\u0301",
  "日本",
  "🐋",
  "👩‍🚀",
  "\ud83d",
  "\udc0b",
  "ß",
  "ﬁ",
  "\0",
  "\u200b",
  "<|endoftext|>",
  "<|endof",
]);

test("word by word gives the ids of the whole, whatever the text", () => {
  const encode = encoderOf({});
  for (let seed = 1; seed <= 400; seed++) {
    const text = Array.from(randomInts(1 + (seed % 23), PIECES.length, seed), (at) => PIECES[at] ?? "").join("");
    expect(encode?.(text), JSON.stringify(text)).toEqual(whole(text));
  }
  expect(encode?.("x".repeat(5_000))).toEqual(whole("x".repeat(5_000)));
});

test("a tokenizer that cuts or changes text in another way is left to the library", () => {
  expect(encoderOf({ normalizer: { type: "NFC" } })).toBeUndefined();
  expect(encoderOf({ pre_tokenizer: { type: "Sequence", pretokenizers: [] } })).toBeUndefined();
  for (const change of [{ add_prefix_space: true }, { use_regex: false }])
    expect(encoderOf({ pre_tokenizer: { ...description.pre_tokenizer, ...change } })).toBeUndefined();
  expect(encoderOf({}, { remove_space: true })).toBeUndefined();
});
