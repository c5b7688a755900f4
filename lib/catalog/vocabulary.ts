import type { TokenText } from "#lib/catalog/schema.ts";

/** Token byte strings of one model, in id order. `text[id]` is null where the token alone is not valid UTF-8. */
export type Vocabulary = { size: number; text: (string | null)[]; bytes(id: number): Uint8Array };

/** Larger than any published tokenizer; bounds what a damaged row can make us allocate. */
const TOKENS_MAX = 2_000_000;
const TOKEN_BYTES_MAX = 65_536;

const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** For each token a varint length (7 bits a byte, low first) and its bytes: `Model.vocabulary`. */
export function packVocabulary(tokens: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const packed = new Uint8Array(tokens.reduce((sum, token) => sum + token.length + varintBytes(token.length), 0));
  let at = 0;
  for (const token of tokens) {
    let rest = token.length;
    while (rest > 0x7f) {
      packed[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    packed[at++] = rest;
    packed.set(token, at);
    at += token.length;
  }
  return packed;
}

/** Inverse of `packVocabulary`. @throws Error when the bytes are not a packed vocabulary. */
export function unpackVocabulary(packed: Uint8Array): Vocabulary {
  const starts: number[] = [];
  const ends: number[] = [];
  const text: (string | null)[] = [];
  let at = 0;
  while (at < packed.length) {
    let length = 0;
    let shift = 0;
    for (;;) {
      const byte = packed[at++];
      if (byte === undefined || shift > 21) throw damaged();
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
      shift += 7;
    }
    if (length > TOKEN_BYTES_MAX || at + length > packed.length || starts.length >= TOKENS_MAX) throw damaged();
    starts.push(at);
    ends.push(at + length);
    text.push(decodeStrict(packed.subarray(at, at + length)));
    at += length;
  }
  return { size: starts.length, text, bytes: (id) => packed.subarray(starts[id] ?? 0, ends[id] ?? 0) };
}

/** One token on its own, as tables show it; bytes that are not UTF-8 read `‹E2 80›`, and `bytes` gives them exactly. */
export function tokenText(vocabulary: Vocabulary, id: number): TokenText {
  const text = vocabulary.text[id];
  if (text !== null && text !== undefined) return { id, text };
  const bytes = vocabulary.bytes(id);
  return { id, text: formatFragment(bytes), bytes: toHex(bytes) };
}

/** Bytes as a reader sees them: the valid UTF-8 in them as text, the rest as `‹E2 80›`. */
export function formatFragment(bytes: Uint8Array): string {
  let shown = "";
  let stray: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = characterBytes(bytes, at);
    const character = length > 0 ? decodeStrict(bytes.subarray(at, at + length)) : null;
    if (character === null) {
      stray.push(bytes[at] ?? 0);
      at += 1;
      continue;
    }
    shown += bracket(stray) + character;
    stray = [];
    at += length;
  }
  return shown + bracket(stray);
}

/** Bytes of the UTF-8 character that starts at `at`, judged by its lead byte; 0 when no character starts there. */
export function characterBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

/** Text of bytes that are valid UTF-8 from end to end, else null. */
export function decodeStrict(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    // The only thing a fatal decoder throws: these bytes are not UTF-8.
    return null;
  }
}

/** Upper-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex").toUpperCase();
}

function bracket(bytes: readonly number[]): string {
  return bytes.length === 0 ? "" : `‹${toHex(Uint8Array.from(bytes)).replace(/..(?!$)/g, "$& ")}›`;
}

function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

const damaged = () => new Error("The stored vocabulary is damaged: it is not a list of token byte strings.");
