/**
 * Byte-level BPE writes each byte as one printable character: visible Latin-1 bytes as themselves, the others as the
 * characters from U+0100 on, in order.
 * @see GPT-2, `bytes_to_unicode`
 */
export const byteOfCharacter: ReadonlyMap<string, number> = new Map(listCharacters());

function* listCharacters(): Generator<readonly [string, number]> {
  let stand = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    yield [String.fromCodePoint(isVisible(byte) ? byte : stand++), byte];
  }
}

function isVisible(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}
