import "server-only";
import { listModelCorpora, type CorpusInfo } from "#lib/catalog/queries/corpora.ts";
import { getDb } from "#lib/db.ts";

export async function listCorporaOf(model: string): Promise<CorpusInfo[]> {
  return listModelCorpora(getDb(), { model });
}
