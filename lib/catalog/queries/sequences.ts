import type { ExampleSequence } from "#lib/catalog/present-feature.ts";
import { LEAD } from "#lib/catalog/queries/lead.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import type { Db } from "#lib/db.ts";
import { unpackTokens } from "#lib/stats/sequences.ts";

type Row = ActivationExample["document"] & { ordinal: number; start: number; tokens: Buffer; lead: number };

/** Sequences with their documents, by ordinal, in one query; what is not there is not in the answer. */
export async function loadSequences(
  db: Db,
  { modelId, corpus }: { modelId: number; corpus: string },
  ordinals: Iterable<number>,
): Promise<Map<number, ExampleSequence>> {
  const { rows } = await db.pool.query<Row>({
    name: "sequences",
    text: `SELECT s.ordinal, s.start, s.tokens, ${LEAD} AS lead, d.title, d.kind, d.origin
           FROM "Corpus" c
           JOIN "Sequence" s ON s."corpusId" = c.id
           JOIN "Document" d ON d."corpusId" = c.id AND d.ordinal = s."documentOrdinal"
           WHERE c.slug = $1 AND s."modelId" = $2 AND s.ordinal = ANY($3::int[])`,
    values: [corpus, modelId, [...ordinals]],
  });
  return new Map(
    rows.map(({ ordinal, start, tokens, lead, title, kind, origin }) => [
      ordinal,
      { start, tokens: unpackTokens(tokens), lead, document: { title, kind, origin } },
    ]),
  );
}
