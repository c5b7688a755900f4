import { createHash } from "node:crypto";

const HASH_HEX_LENGTH = 40;
/** 32 bits of the text's name decide the split, so parts of one text never fall on two sides of it. */
const SPLIT_HEX_LENGTH = 8;

/**
 * 40 hex digits: 8 from the name of the text, 32 from its content.
 * @param name `package:path`, without version: an upgrade of the package leaves the splits alone
 */
export function documentHash(name: string, content: string): string {
  return sha256(name).slice(0, SPLIT_HEX_LENGTH) + sha256(content).slice(0, HASH_HEX_LENGTH - SPLIT_HEX_LENGTH);
}

export type DocumentSplit = "explain" | "select" | "test";

/** Shares of documents: explanations are written from the first, chosen on the second, scored on the third. */
const EXPLAIN_SHARE = 0.6;
const SELECT_SHARE = 0.2;

/** The split a document belongs to; depends on nothing but its hash. */
export function documentSplit(hash: string): DocumentSplit {
  const position = Number.parseInt(hash.slice(0, SPLIT_HEX_LENGTH), 16) / 2 ** 32;
  if (position < EXPLAIN_SHARE) return "explain";
  return position < EXPLAIN_SHARE + SELECT_SHARE ? "select" : "test";
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
