import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
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

// scripts/parity/make_tokenizer_fixtures.py
describe.each(["llama-3", "qwen2", "gemma"])("a tokenizer as %s has", (kind) => {
  const folder = new URL(`../../test/fixtures/engine/tokenizers/${kind}/`, import.meta.url).pathname;

  test("agrees with the reference on every text, and its tokens' bytes are the text", async () => {
    const own = await loadTokenizer(folder);
    const { expected: texts } = JSON.parse(await readFile(`${folder}expected.json`, "utf8"));
    expect(texts.length).toBeGreaterThan(15);
    for (const { text, ids } of texts) {
      expect(own.encode(text), JSON.stringify(text)).toEqual(ids);
      // Where spaces are written as U+2581, a text that has that character reads as one with spaces.
      const read = kind === "gemma" ? text.replaceAll("\u2581", " ") : text;
      expect(own.decode(ids)).toBe(read);
      expect(Buffer.concat(ids.map((id: number) => own.tokenBytes(id))).toString("utf8")).toBe(read);
    }
    expect(own.isSpecial(own.bosId ?? -1)).toBe(true);
  });
});

test("a decoder that takes a leading space off is refused", async () => {
  const folder = new URL("../../test/fixtures/engine/tokenizers/gemma/", import.meta.url).pathname;
  const description = JSON.parse(await readFile(`${folder}tokenizer.json`, "utf8"));
  description.decoder.decoders.push({ type: "Strip", content: " ", start: 1, stop: 0 });
  const directory = await mkdtemp(join(tmpdir(), "tokenizer-"));
  try {
    await writeFile(join(directory, "tokenizer.json"), JSON.stringify(description));
    await expect(loadTokenizer(directory)).rejects.toThrow("neither byte-level BPE nor BPE with byte fallback");
  } finally {
    await rm(directory, { recursive: true });
  }
});
