import { characterBytes, decodeStrict, formatFragment, toHex, type Vocabulary } from "#lib/catalog/vocabulary.ts";

/** A run of tokens as a reader sees it: `tokens.join("")` is the text. */
export type TokenWindow = { tokens: string[]; fragments: { position: number; bytes: string }[] };

/**
 * Texts of consecutive tokens. A character spread over several tokens is given whole to the token that completes it;
 * the tokens before it read "" and are listed in `fragments` with all their bytes in hex, as is the one that completes it.
 * Bytes that never become a character read `‹E2 80›` where they stand.
 */
export function readTokens(vocabulary: Vocabulary, ids: ArrayLike<number>): TokenWindow {
  const window: TokenWindow = { tokens: [], fragments: [] };
  for (let position = 0; position < ids.length;) {
    const text = vocabulary.text[ids[position] ?? 0];
    if (typeof text === "string") {
      window.tokens.push(text);
      position += 1;
    } else {
      position = readFragments(vocabulary, ids, position, window);
    }
  }
  return window;
}

/** Reads the run of tokens that are not UTF-8 on their own from `first`; returns the position after it. */
function readFragments(vocabulary: Vocabulary, ids: ArrayLike<number>, first: number, window: TokenWindow): number {
  const bytes: number[] = [];
  const owners: number[] = [];
  let end = first;
  for (; end < ids.length && typeof vocabulary.text[ids[end] ?? 0] !== "string"; end++) {
    const own = vocabulary.bytes(ids[end] ?? 0);
    for (const byte of own) {
      bytes.push(byte);
      owners.push(end);
    }
    window.tokens.push("");
    window.fragments.push({ position: end, bytes: toHex(own) });
  }
  const run = Uint8Array.from(bytes);
  for (let at = 0; at < run.length;) {
    const length = characterBytes(run, at);
    const character = length > 0 && at + length <= run.length ? decodeStrict(run.subarray(at, at + length)) : null;
    const taken = character === null ? strayBytes(run, owners, at) : length;
    const owner = owners[at + taken - 1] ?? first;
    window.tokens[owner] = (window.tokens[owner] ?? "") + (character ?? formatFragment(run.subarray(at, at + taken)));
    at += taken;
  }
  return end;
}

/** How many bytes from `at`, within one token, no character starts with. */
function strayBytes(run: Uint8Array, owners: readonly number[], at: number): number {
  let end = at + 1;
  while (end < run.length && owners[end] === owners[at] && characterBytes(run, end) === 0) end++;
  return end - at;
}
