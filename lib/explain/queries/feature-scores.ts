import { type FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { loadSequences } from "#lib/catalog/queries/sequences.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { FeatureCoherence } from "#lib/explain/coherence-view.ts";
import { presentScore, type ScoreColumns } from "#lib/explain/present-explanation.ts";
import { presentIntruderSets } from "#lib/explain/present-intruder-sets.ts";
import { isoTime, ofPresentWeights } from "#lib/explain/queries/current.ts";
import type { FeatureKey } from "#lib/explain/queries/read-explanations.ts";
import { ExplainProvenance, type ScoreView } from "#lib/explain/schema.ts";
import { decodeIntruders } from "#lib/explain/scorers/intruder-codec.ts";

type ScoreRow = Exclude<ScoreColumns, { scoreId: null }>;

/** A score `c` of a run `t`. */
const SCORE_COLUMNS = `
  c.id AS "scoreId", t.method AS scorer, t.version AS "scorerVersion", t."llmModel" AS judge, c.state, c.value, c.low,
  c.high, c.baseline, c.positives, c.detail, c.evidence IS NOT NULL AS "hasEvidence",
  ${isoTime(`c."createdAt"`)} AS "computedAt"`;

/** Scores of a feature, and of none of its explanations, made from present weights, by scorer. */
export async function listFeatureScores(db: Db, { sourceId, index }: FeatureKey): Promise<ScoreView[]> {
  const { rows } = await db.pool.query<ScoreRow>({
    name: "feature-scores",
    text: `SELECT ${SCORE_COLUMNS}
           FROM "Score" c JOIN "ExplainRun" t ON t.id = c."runId" JOIN "Source" s ON s.id = c."sourceId"
           WHERE c."sourceId" = $1 AND c."index" = $2 AND c."explanationId" IS NULL AND ${ofPresentWeights("t")}
           ORDER BY t.method, c.id DESC`,
    values: [sourceId, index],
  });
  return rows.map(presentScore);
}

type CoherenceRow = ScoreRow & {
  maxActivation: number;
  modelId: number;
  modelHash: string;
  provenance: unknown;
  evidence: Buffer | null;
  /** Where the texts it was counted on are. */
  corpus: string | null;
};

/** How a feature's passages hang together, with the sets that show it. @throws AppError not_found, also where it was not counted */
export async function getFeatureCoherence(db: Db, address: FeatureAddress): Promise<FeatureCoherence> {
  const { model, source, index } = address;
  const { rows } = await db.pool.query<CoherenceRow>({
    name: "feature-coherence",
    text: SELECT_COHERENCE,
    values: [model, source, index, visibilitiesFor("read")],
  });
  const [row] = rows;
  if (!row) throw notFound(`The coherence of feature ${formatFeatureAddress(address)}`);
  const kept = row.evidence === null ? [] : decodeIntruders(row.evidence);
  const ordinals = new Set(kept.flatMap(({ passages }) => passages.map(({ sequence }) => sequence)));
  const [vocabulary, sequences] = await Promise.all([
    getVocabulary(db, { id: row.modelId, contentHash: row.modelHash }),
    loadSequences(db, { modelId: row.modelId, corpus: row.corpus ?? "" }, ordinals),
  ]);
  const sets = presentIntruderSets(kept, sequences, vocabulary);
  return {
    feature: { address: formatFeatureAddress(address), model, source, index, maxActivation: row.maxActivation },
    score: presentScore(row),
    provenance: ExplainProvenance.parse(row.provenance),
    sets,
    setsGone: kept.length - sets.length,
  };
}

const SELECT_COHERENCE = `
  SELECT ${SCORE_COLUMNS}, c.evidence, t.provenance, f."maxActivation",
         m.id AS "modelId", m."contentHash" AS "modelHash",
         (SELECT k.slug FROM "Corpus" k WHERE k.hash = t.provenance->>'corpusHash'
          ORDER BY k.slug = s.provenance->>'corpus' DESC NULLS LAST, k.id LIMIT 1) AS corpus
  FROM "Feature" f
  JOIN "Source" s ON s.id = f."sourceId"
  JOIN "Model" m ON m.id = s."modelId"
  JOIN "Score" c ON c."sourceId" = f."sourceId" AND c."index" = f."index" AND c."explanationId" IS NULL
  JOIN "ExplainRun" t ON t.id = c."runId" AND t.method = 'intruder-coherence' AND ${ofPresentWeights("t")}
  WHERE m.slug = $1 AND s.slug = $2 AND f."index" = $3
    AND m.visibility::text = ANY($4) AND s.visibility::text = ANY($4)
  ORDER BY c.id DESC LIMIT 1`;
