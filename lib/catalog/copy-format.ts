/** The types that bulk tables have, by Postgres's names. */
export type CopyType = "int4" | "float4" | "bytea" | "text" | "text[]";
type CopyValues = { int4: number; float4: number; bytea: Uint8Array; text: string; "text[]": readonly string[] };

export type CopyColumns = Record<string, CopyType>;
export type CopyRow<C extends CopyColumns> = { [N in keyof C]: CopyValues[C[N]] };

const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const END = Buffer.from([0xff, 0xff]);
/** Rows are handed on in pieces of about this size. */
const CHUNK_BYTES = 256 * 1024;
const TEXT_OID = 25;

/**
 * Rows in Postgres's binary COPY format: bytes go as bytes, where the text format would double them.
 * @see PostgreSQL documentation, COPY, "Binary Format"
 */
export async function* encodeCopy<C extends CopyColumns>(
  columns: C,
  rows: Iterable<CopyRow<C>> | AsyncIterable<CopyRow<C>>,
): AsyncGenerator<Buffer> {
  const fields = Object.entries(columns);
  let pieces: Buffer[] = [SIGNATURE];
  let size = SIGNATURE.length;
  for await (const row of rows) {
    const start = pieces.length;
    pieces.push(int16(fields.length));
    for (const [name, type] of fields) {
      const value = encodeValue(type, row[name]);
      pieces.push(int32(value.length), value);
    }
    for (let i = start; i < pieces.length; i++) size += pieces[i]?.length ?? 0;
    if (size < CHUNK_BYTES) continue;
    yield Buffer.concat(pieces);
    pieces = [];
    size = 0;
  }
  yield Buffer.concat([...pieces, END]);
}

/** `value` is what `CopyValues` says for `type`: `CopyRow` ties the two, which a loop over columns cannot show the compiler. */
function encodeValue(type: CopyType, value: unknown): Buffer {
  switch (type) {
    case "int4":
      return int32(value as number);
    case "float4":
      return float4(value as number);
    case "bytea":
      return bytes(value as Uint8Array);
    case "text":
      return Buffer.from(storableText(value as string));
    case "text[]":
      return textArray(value as readonly string[]);
  }
}

/** Postgres text holds every character but this one. */
const storableText = (text: string): string => text.replaceAll("\0", "‹00›");

const bytes = (value: Uint8Array): Buffer => Buffer.from(value.buffer, value.byteOffset, value.byteLength);

function textArray(values: readonly string[]): Buffer {
  const header =
    values.length === 0
      ? [int32(0), int32(0), int32(TEXT_OID)]
      : [int32(1), int32(0), int32(TEXT_OID), int32(values.length), int32(1)];
  const items = values.flatMap((value) => {
    const text = Buffer.from(storableText(value));
    return [int32(text.length), text];
  });
  return Buffer.concat([...header, ...items]);
}

function int16(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(2);
  buffer.writeInt16BE(value);
  return buffer;
}

function int32(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function float4(value: number): Buffer {
  const buffer = Buffer.allocUnsafe(4);
  buffer.writeFloatBE(value);
  return buffer;
}
