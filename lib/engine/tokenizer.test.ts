import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { loadTokenizer, type Tokenizer } from "#lib/engine/tokenizer.ts";

const directory = new URL("../../test/fixtures/engine/random-llama/", import.meta.url).pathname;

let tokenizer: Tokenizer;
/** What the Rust tokenizers library says. */
let expected: readonly { readonly text: string; readonly ids: readonly number[] }[];
beforeAll(async () => {
  tokenizer = await loadTokenizer(directory);
  expected = JSON.parse(await readFile(`${directory}expected-tokens.json`, "utf8"));
});

describe("agrees with the reference tokenizer", () => {
  test("on whitespace runs, scripts, emoji, code and special tokens", () => {
    for (const { text, ids } of expected) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
  });

  test("decoding gives the text back", () => {
    for (const { text, ids } of expected) expect(tokenizer.decode(ids)).toBe(text);
  });
});

test("the bytes of a text's tokens, joined, are the text in UTF-8", () => {
  for (const text of ["", "🙂", "\uFEFFmark", "a\u0000b", "x".repeat(5000), "日本語 \t\n العربية"]) {
    const bytes = Buffer.concat(tokenizer.encode(text).map((id) => tokenizer.tokenBytes(id)));
    expect(bytes.toString("utf8")).toBe(text);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
  }
});

test("every single byte is a token of its own, so any text can be written", () => {
  const single = Array.from({ length: tokenizer.vocabularySize }, (_, id) => tokenizer.tokenBytes(id)).filter(
    ({ length }) => length === 1,
  );
  expect(new Set(single.map(([byte]) => byte)).size).toBe(256);
});

test("a special token written in a text is told from its words", () => {
  const ids = tokenizer.encode("one<|endoftext|>two");
  expect(ids.filter((id) => tokenizer.isSpecial(id))).toEqual([tokenizer.bosId]);
});

test("knows its beginning-of-sequence token and its size, and refuses other ids", () => {
  expect(tokenizer.bosId).toBe(0);
  expect(tokenizer.vocabularySize).toBe(320);
  expect(() => tokenizer.tokenBytes(320)).toThrow("not in the vocabulary");
  expect(() => tokenizer.tokenBytes(-1)).toThrow("not in the vocabulary");
});
