import { formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import { loadSequences } from "#lib/catalog/queries/sequences.ts";
import { getVocabulary } from "#lib/catalog/queries/vocabularies.ts";
import { visibilitiesFor } from "#lib/catalog/visibility.ts";
import type { Db } from "#lib/db.ts";
import { notFound } from "#lib/errors.ts";
import type { ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import { type ExplanationRow, presentExplanations } from "#lib/explain/present-explanation.ts";
import { presentPassages } from "#lib/explain/present-passages.ts";
import { IS_CURRENT } from "#lib/explain/queries/current.ts";
import { EXPLANATION_COLUMNS } from "#lib/explain/queries/read-explanations.ts";
import { ExplainProvenance } from "#lib/explain/schema.ts";
import { decodeEvidence } from "#lib/explain/scorers/evidence-codec.ts";

type Row = ExplanationRow & {
  model: string;
  source: string;
  index: number;
  maxActivation: number;
  modelId: number;
  modelHash: string;
  current: boolean;
  provenance: unknown;
  scoreProvenance: unknown;
  evidence: Buffer | null;
  /** Where the texts its score was made on are. */
  corpus: string | null;
};

/**
 * An explanation, replaced ones too, with its scores and the texts they were made on. What a score says of weights the
 * source no longer has is left out, but for an explanation that is itself of those. @throws AppError not_found
 */
export async function getExplanationEvidence(db: Db, id: number): Promise<ExplanationEvidence> {
  const { rows } = await db.pool.query<Row>({
    name: "explanation-evidence",
    text: SELECT,
    values: [id, visibilitiesFor("read")],
  });
  const [row] = rows;
  const [explanation] = presentExplanations(rows);
  if (!row || !explanation) throw notFound(`Explanation ${id}`);
  const { model, source, index, maxActivation, current, provenance } = row;
  return {
    feature: { address: formatFeatureAddress({ model, source, index }), model, source, index, maxActivation },
    explanation,
    current,
    provenance: ExplainProvenance.nullable().parse(provenance),
    scores: await Promise.all(
      rows.flatMap((scored) => (scored.scoreId === null ? [] : readScore(db, scored, scored.scoreId))),
    ),
  };
}

async function readScore(db: Db, row: Row, id: number): Promise<ExplanationEvidence["scores"][number]> {
  const { evidence, modelId, modelHash, corpus, scoreProvenance } = row;
  const provenance = ExplainProvenance.parse(scoreProvenance);
  const stored = evidence === null ? [] : decodeEvidence(evidence);
  if (stored.length === 0) return { id, provenance, passages: [], passagesGone: 0 };
  const [vocabulary, sequences] = await Promise.all([
    getVocabulary(db, { id: modelId, contentHash: modelHash }),
    loadSequences(db, { modelId, corpus: corpus ?? "" }, new Set(stored.map(({ sequence }) => sequence))),
  ]);
  const passages = presentPassages(stored, sequences, vocabulary);
  return { id, provenance, passages, passagesGone: stored.length - passages.length };
}

const SELECT = `
  SELECT ${EXPLANATION_COLUMNS}, c.evidence, t.provenance AS "scoreProvenance", r.provenance, (${IS_CURRENT}) AS current,
         m.slug AS model, s.slug AS source, e."index", coalesce(f."maxActivation", 0) AS "maxActivation",
         m.id AS "modelId", m."contentHash" AS "modelHash",
         (SELECT k.slug FROM "Corpus" k WHERE k.hash = t.provenance->>'corpusHash'
          ORDER BY k.slug = s.provenance->>'corpus' DESC NULLS LAST, k.id LIMIT 1) AS corpus
  FROM "Explanation" e
  JOIN "Source" s ON s.id = e."sourceId"
  JOIN "Model" m ON m.id = s."modelId"
  LEFT JOIN "Feature" f ON f."sourceId" = e."sourceId" AND f."index" = e."index"
  LEFT JOIN "ExplainRun" r ON r.id = e."runId"
  LEFT JOIN ("Score" c JOIN "ExplainRun" t ON t.id = c."runId")
    ON c."explanationId" = e.id
       AND t.provenance->>'sourceHash' = coalesce(r.provenance->>'sourceHash', s."contentHash")
  WHERE e.id = $1 AND m.visibility::text = ANY($2) AND s.visibility::text = ANY($2)
  ORDER BY c.id`;
