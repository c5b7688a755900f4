import { types } from "pg";

type Parser = (value: string) => unknown;

/** Types of which a thousand rows have a few values, each of which takes microseconds to read. */
const REPEATED = new Set<number>([types.builtins.TIMESTAMP, types.builtins.TIMESTAMPTZ]);
/** Of text; the driver does not name it. */
const TEXT_ARRAY = 1009;

/** Types of one query: values that stand in many of its rows are read once, and shared. */
export function readRepeated(): { getTypeParser(type: number, format?: "text" | "binary"): Parser } {
  return {
    getTypeParser(type, format) {
      const parse: Parser = types.getTypeParser(type, format);
      return format !== "binary" && (REPEATED.has(type) || type === TEXT_ARRAY) ? remember(parse) : parse;
    },
  };
}

function remember(parse: Parser): Parser {
  const read = new Map<string, unknown>();
  return (value) => {
    if (!read.has(value)) read.set(value, parse(value));
    return read.get(value);
  };
}
