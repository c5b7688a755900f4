import { expect, test } from "vitest";
import { readTokens } from "#lib/catalog/token-window.ts";
import { packVocabulary, tokenText, unpackVocabulary } from "#lib/catalog/vocabulary.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const bytes = (...values: number[]) => Uint8Array.from(values);
const vocabularyOf = (...tokens: Uint8Array[]) => unpackVocabulary(packVocabulary(tokens));

test("packing and unpacking a vocabulary gives the same bytes, empty and long tokens included", () => {
  const tokens = [
    utf8(""),
    utf8("a"),
    bytes(0xff),
    utf8("x".repeat(127)),
    utf8("y".repeat(128)),
    utf8("z".repeat(20_000)),
  ];
  const vocabulary = vocabularyOf(...tokens);
  expect(vocabulary.size).toBe(tokens.length);
  tokens.forEach((token, id) => expect(vocabulary.bytes(id)).toEqual(token));
});

test("a damaged vocabulary is refused", () => {
  expect(() => unpackVocabulary(bytes(5, 1, 2))).toThrow("damaged");
  expect(() => unpackVocabulary(bytes(0x80))).toThrow("damaged");
  expect(() => unpackVocabulary(bytes(0xff, 0xff, 0xff, 0xff, 0xff))).toThrow("damaged");
});

test("a token that is not UTF-8 alone shows its bytes between its readable parts", () => {
  const vocabulary = vocabularyOf(utf8(" dog"), bytes(0x20, 0xe2, 0x80), bytes(0x99, 0x73));
  expect(tokenText(vocabulary, 0)).toEqual({ id: 0, text: " dog" });
  expect(tokenText(vocabulary, 1)).toEqual({ id: 1, text: " ‹E2 80›", bytes: "20E280" });
  expect(tokenText(vocabulary, 2)).toEqual({ id: 2, text: "‹99›s", bytes: "9973" });
});

test("a byte order mark at the start of a token is kept", () => {
  expect(tokenText(vocabularyOf(utf8("\uFEFFa")), 0).text).toBe("\uFEFFa");
});

test("a character spread over tokens is read whole at the token that completes it", () => {
  const vocabulary = vocabularyOf(
    utf8("it"),
    bytes(0xe2),
    bytes(0x80),
    bytes(0x99, 0xe2),
    bytes(0x80, 0x9d),
    utf8("s"),
  );
  const window = readTokens(vocabulary, [0, 1, 2, 3, 4, 5]);
  expect(window.tokens).toEqual(["it", "", "", "’", "”", "s"]);
  expect(window.fragments.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
});

test("bytes that never become a character stand where they are, as hex", () => {
  const vocabulary = vocabularyOf(bytes(0x80, 0x99), utf8("a"), bytes(0x41, 0xf0, 0x9f));
  expect(readTokens(vocabulary, [0, 1, 2]).tokens).toEqual(["‹80 99›", "a", "A‹F0 9F›"]);
});

test("joined token texts are the text, wherever it is cut into tokens", () => {
  const text = "naïve — 日本語 🦔 عربى\n\tend";
  const all = utf8(text);
  for (let seed = 1; seed <= 200; seed++) {
    const tokens: Uint8Array[] = [];
    let state = seed;
    for (let at = 0; at < all.length;) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      const length = 1 + ((state >> 16) % 4);
      tokens.push(all.slice(at, at + length));
      at += length;
    }
    const window = readTokens(
      vocabularyOf(...tokens),
      tokens.map((_, id) => id),
    );
    expect(window.tokens.join("")).toBe(text);
    expect(window.tokens).toHaveLength(tokens.length);
  }
});
