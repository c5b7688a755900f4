import { unpackTokens } from "#lib/stats/sequences.ts";

/** A sequence as it is stored, with what is known of its document. */
export type StoredSequence = {
  ordinal: number;
  documentOrdinal: number;
  /** Position of its first token in the document. */
  start: number;
  /** lib/stats/sequences.ts; its lead first. */
  tokens: Uint8Array;
  /** Tokens at its beginning that are not of its text. */
  lead: number;
  /** speech, novel, code, … */
  kind: string;
};

export type IndexedSequence = Omit<StoredSequence, "tokens" | "lead"> & {
  /** Where its counted tokens lie among all. */
  first: number;
  end: number;
  /** Its document's number among those of this text, from 0. */
  document: number;
};

/** Tokens of many sequences one after the other, leads left out, findable by token id. */
export type IndexedText = {
  vocabularySize: number;
  /** [tokens] */
  tokenIds: Uint32Array;
  /** [tokens] index into `sequences` */
  sequenceOf: Uint32Array;
  sequences: readonly IndexedSequence[];
  /** [tokens] number of the document, as in {@link IndexedSequence} */
  documentOf: Uint32Array;
  /** Number of documents. */
  documents: number;
  /** [documents] tokens of each */
  documentTokens: Uint32Array;
  /** Positions of token `id`, ascending: `positions[starts[id]…starts[id+1]]`. */
  postings: { starts: Uint32Array; positions: Uint32Array };
};

/** @param sequences in order, the sequences of a document next to one another */
export function indexText(sequences: readonly StoredSequence[], vocabularySize: number): IndexedText {
  const unpacked = sequences.map(({ tokens, lead }) => unpackTokens(tokens).subarray(lead));
  const total = unpacked.reduce((sum, tokens) => sum + tokens.length, 0);
  const tokenIds = new Uint32Array(total);
  const sequenceOf = new Uint32Array(total);
  const documentOf = new Uint32Array(total);
  const indexed: IndexedSequence[] = [];
  const documentTokens: number[] = [];
  let first = 0;
  sequences.forEach(({ tokens: _packed, lead: _lead, ...sequence }, i) => {
    const tokens = unpacked[i] ?? new Uint32Array();
    const sameDocument = indexed.at(-1)?.documentOrdinal === sequence.documentOrdinal;
    if (!sameDocument) documentTokens.push(0);
    const document = documentTokens.length - 1;
    documentTokens[document] = (documentTokens[document] ?? 0) + tokens.length;
    tokenIds.set(tokens, first);
    sequenceOf.fill(i, first, first + tokens.length);
    documentOf.fill(document, first, first + tokens.length);
    indexed.push({ ...sequence, first, end: first + tokens.length, document });
    first += tokens.length;
  });
  return {
    vocabularySize,
    tokenIds,
    sequenceOf,
    sequences: indexed,
    documentOf,
    documents: documentTokens.length,
    documentTokens: Uint32Array.from(documentTokens),
    postings: indexTokens(tokenIds, vocabularySize),
  };
}

function indexTokens(tokenIds: Uint32Array, vocabularySize: number): IndexedText["postings"] {
  const starts = new Uint32Array(vocabularySize + 1);
  for (const id of tokenIds) starts[id + 1] = (starts[id + 1] ?? 0) + 1;
  for (let id = 0; id < vocabularySize; id++) starts[id + 1] = (starts[id + 1] ?? 0) + (starts[id] ?? 0);
  const next = starts.slice();
  const positions = new Uint32Array(tokenIds.length);
  tokenIds.forEach((id, position) => {
    const at = next[id] ?? 0;
    positions[at] = position;
    next[id] = at + 1;
  });
  return { starts, positions };
}

/** Positions of one token id, ascending; a view. */
export function positionsOf({ postings: { starts, positions } }: IndexedText, id: number): Uint32Array {
  return positions.subarray(starts[id] ?? 0, starts[id + 1] ?? 0);
}

/** How often a token id occurs. */
export function countOf({ postings: { starts } }: IndexedText, id: number): number {
  return (starts[id + 1] ?? 0) - (starts[id] ?? 0);
}
