import { CorpusProvenance } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";

/** `led`: whether its sequences begin with a token that is not of their text. */
export type CorpusInfo = {
  id: string;
  name: string;
  hash: string;
  documents: number;
  led: boolean;
  provenance: CorpusProvenance;
};

/** The corpora a model was read over; none of one that may not be read. */
export async function listModelCorpora(db: Db, { model }: { model: string }): Promise<CorpusInfo[]> {
  const rows = await db.prisma.corpus.findMany({
    where: { sequences: { some: { model: { slug: model, visibility: { in: visibilitiesFor("read") } } } } },
    include: { _count: { select: { documents: true } } },
    orderBy: { slug: "asc" },
  });
  return rows.map(({ slug, name, hash, leadTokenId, provenance, _count }) => ({
    id: slug,
    name,
    hash,
    documents: _count.documents,
    led: leadTokenId !== null,
    provenance: CorpusProvenance.parse(provenance),
  }));
}
