/** Reads a pickle from its first byte to its last. */
export interface PickleBytes {
  take(length: number): Uint8Array;
  /** An unsigned little-endian integer of so many bytes. */
  number(bytes: 1 | 2 | 4): number;
  /** A signed integer of any length; beyond 2⁵³ it loses its last digits. */
  long(bytes: number): number;
  /** UTF-8 of so many bytes. */
  text(bytes: number): string;
  /** UTF-8 up to the next line feed. */
  line(): string;
}

/** @param refuse makes the error for bytes that are not there, or no text */
export function readPickleBytes(bytes: Uint8Array, refuse: (what: string) => Error): PickleBytes {
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw refuse("it ends early");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const decode = (encoded: Uint8Array): string => {
    try {
      return utf8.decode(encoded);
    } catch {
      throw refuse("a text that is not UTF-8");
    }
  };
  return {
    take,
    number: (length) => littleEndian(take(length)),
    long(length) {
      const encoded = take(length);
      const isNegative = (encoded.at(-1) ?? 0) >= 128;
      return littleEndian(encoded) - (isNegative ? 256 ** length : 0);
    },
    text: (length) => decode(take(length)),
    line() {
      const end = bytes.indexOf(lineFeed, at);
      if (end < 0) throw refuse("it ends early");
      return decode(take(end + 1 - at).subarray(0, -1));
    },
  };
}

const utf8 = new TextDecoder("utf8", { fatal: true });
const lineFeed = 0x0a;

const littleEndian = (bytes: Uint8Array): number => bytes.reduceRight((value, byte) => value * 256 + byte, 0);
