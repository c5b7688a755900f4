/** A growing buffer of bytes. */
export type ByteWriter = { bytes: Uint8Array<ArrayBuffer>; length: number };

const scratch = new DataView(new ArrayBuffer(8));

export function createByteWriter(capacity = 256): ByteWriter {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

export function writtenBytes({ bytes, length }: ByteWriter): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, length);
}

export function writeByte(writer: ByteWriter, value: number): void {
  if (writer.length === writer.bytes.length) grow(writer, writer.length + 1);
  writer.bytes[writer.length++] = value;
}

/** LEB128 of an integer from 0 to 2^53 − 1. */
export function writeVarint(writer: ByteWriter, value: number): void {
  let rest = value;
  while (rest >= 2 ** 31) {
    writeByte(writer, (rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  while (rest >= 0x80) {
    writeByte(writer, (rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  writeByte(writer, rest);
}

/** A signed integer with |value| < 2^52, small magnitudes short. */
export function writeZigzag(writer: ByteWriter, value: number): void {
  writeVarint(writer, value < 0 ? -2 * value - 1 : 2 * value);
}

/** Little endian. */
export function writeUint16(writer: ByteWriter, value: number): void {
  writeByte(writer, value & 0xff);
  writeByte(writer, value >>> 8);
}

/** Little endian. */
export function writeFloat64(writer: ByteWriter, value: number): void {
  scratch.setFloat64(0, value, true);
  for (let i = 0; i < 8; i++) writeByte(writer, scratch.getUint8(i));
}

export function writeBytes(writer: ByteWriter, bytes: Uint8Array): void {
  if (writer.length + bytes.length > writer.bytes.length) grow(writer, writer.length + bytes.length);
  writer.bytes.set(bytes, writer.length);
  writer.length += bytes.length;
}

function grow(writer: ByteWriter, length: number): void {
  const larger = new Uint8Array(Math.max(length, writer.bytes.length * 2));
  larger.set(writer.bytes.subarray(0, writer.length));
  writer.bytes = larger;
}
