import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { findStrongest, presentStrongest } from "#lib/catalog/present-feature.ts";
import { loadSequences } from "#lib/catalog/queries/sequences.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import type { FeatureDetail as StoredDetail } from "#lib/stats/feature-detail.ts";
import { decodeFeatureDetail } from "#lib/stats/feature-codec.ts";

type Row = FeatureAddress & {
  detail: Buffer;
  modelId: number;
  modelHash: string;
  corpus: string | null;
};
type Feature = Omit<Row, "detail"> & { detail: StoredDetail };

/**
 * The strongest example of each feature that may be read, by address, in two round trips for all of a corpus: for lists that
 * show one. Features without examples are left out.
 */
export async function listStrongestExamples(
  db: Db,
  addresses: readonly FeatureAddress[],
): Promise<Map<string, ActivationExample>> {
  if (addresses.length === 0) return new Map();
  const { rows } = await db.pool.query<Row>({
    name: "strongest-examples",
    text: `SELECT m.slug AS model, s.slug AS source, f."index", f.detail, m.id AS "modelId", m."contentHash" AS "modelHash",
                  s.provenance->>'corpus' AS corpus
           FROM unnest($1::text[], $2::text[], $3::int[]) AS g(model, source, "index")
           JOIN "Model" m ON m.slug = g.model
           JOIN "Source" s ON s."modelId" = m.id AND s.slug = g.source
           JOIN "Feature" f ON f."sourceId" = s.id AND f."index" = g."index"
           WHERE m.visibility::text = ANY($4) AND s.visibility::text = ANY($4)`,
    values: [
      addresses.map(({ model }) => model),
      addresses.map(({ source }) => source),
      addresses.map(({ index }) => index),
      visibilitiesFor("read"),
    ],
  });
  const features = rows.map((row) => ({ ...row, detail: decodeFeatureDetail(row.detail) }));
  const corpora = new Set(features.map(corpusOf));
  const found = await Promise.all(
    Array.from(corpora, (corpus) =>
      readOfCorpus(
        db,
        features.filter((feature) => corpusOf(feature) === corpus),
      ),
    ),
  );
  return new Map(found.flat());
}

const corpusOf = ({ modelId, corpus }: Feature): string => `${modelId} ${corpus}`;

/** Of features of one model over one corpus. */
async function readOfCorpus(db: Db, features: readonly Feature[]): Promise<[string, ActivationExample][]> {
  const [first] = features;
  if (!first) return [];
  const { modelId, modelHash, corpus } = first;
  const ordinals = new Set(features.flatMap(({ detail }) => findStrongest(detail)?.sequence ?? []));
  const [vocabulary, sequences] = await Promise.all([
    getVocabulary(db, { id: modelId, contentHash: modelHash }),
    loadSequences(db, { modelId, corpus: corpus ?? "" }, ordinals),
  ]);
  return features.flatMap((feature) => {
    const example = presentStrongest(feature.detail, sequences, vocabulary);
    return example ? [[formatFeatureAddress(feature), example]] : [];
  });
}
