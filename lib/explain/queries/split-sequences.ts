import { type DocumentSplit, documentSplit } from "#lib/corpus/document-hash.ts";
import { LEAD } from "#lib/catalog/queries/lead.ts";
import type { Db } from "#lib/db.ts";
import type { StoredSequence } from "#lib/explain/observations/indexed-text.ts";

/** Rows read at a time: about a megabyte. */
const PAGE_ROWS = 2_000;

export type SplitSequence = StoredSequence & { length: number };
type Row = SplitSequence & { hash: string };

/**
 * Whole documents of each split from the beginning of a corpus, as many as hold the wanted tokens. Any beginning of a corpus
 * is a fair sample of it (docs/decisions/032).
 * @param wanted tokens of each split, leads not counted
 */
export async function listSplitSequences(
  db: Db,
  { modelId, corpusId }: { modelId: number; corpusId: number },
  wanted: Readonly<Record<DocumentSplit, number>>,
): Promise<Record<DocumentSplit, SplitSequence[]>> {
  const found: Record<DocumentSplit, SplitSequence[]> = { explain: [], select: [], test: [] };
  const tokens = { explain: 0, select: 0, test: 0 };
  const isFull = (split: DocumentSplit, documentOrdinal: number): boolean =>
    tokens[split] >= wanted[split] && found[split].at(-1)?.documentOrdinal !== documentOrdinal;
  for (let after = -1; ;) {
    const { rows } = await db.pool.query<Row>(SELECT, [modelId, corpusId, after]);
    for (const { hash, ...sequence } of rows) {
      const split = documentSplit(hash);
      if (isFull(split, sequence.documentOrdinal)) continue;
      found[split].push(sequence);
      tokens[split] += sequence.length - sequence.lead;
    }
    const last = rows.at(-1);
    const next = (last?.documentOrdinal ?? 0) + 1;
    const enough = isFull("explain", next) && isFull("select", next) && isFull("test", next);
    if (!last || rows.length < PAGE_ROWS || enough) return found;
    after = last.ordinal;
  }
}

const SELECT = `
  SELECT s.ordinal, s."documentOrdinal", s.start, s.length, s.tokens, ${LEAD} AS lead, d.kind, d.hash
  FROM "Sequence" s JOIN "Corpus" c ON c.id = s."corpusId" JOIN "Document" d ON d."corpusId" = s."corpusId" AND d.ordinal = s."documentOrdinal"
  WHERE s."modelId" = $1 AND s."corpusId" = $2 AND s.ordinal > $3 ORDER BY s.ordinal LIMIT ${PAGE_ROWS}`;
