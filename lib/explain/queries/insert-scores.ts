import type { PoolClient } from "pg";
import type { ScoreOutcome } from "#lib/explain/scorers/scorer.ts";

/** A score as a row; without an explanation where the scorer needs none. */
export type ScoreRow = {
  index: number;
  explanationId: number | null;
  outcome: Omit<ScoreOutcome, "evidence">;
  /** As the scorer's codec wrote it; empty where there is none. */
  evidence: Uint8Array;
};

const STATES = { scored: "SCORED", "not-enough-data": "NOT_ENOUGH_DATA", failed: "FAILED" } as const;

export async function insertScores(
  client: PoolClient,
  { sourceId, runId }: { sourceId: number; runId: number },
  rows: readonly ScoreRow[],
): Promise<void> {
  await client.query(
    `INSERT INTO "Score" ("sourceId", "runId", "index", "explanationId", state, value, low, high, baseline, positives, detail, evidence)
     SELECT $1, $2, n."index", n.explanation, n.state::"ScoreState", n.value, n.low, n.high, n.baseline, n.positives, n.detail, n.evidence
     FROM unnest($3::int[], $4::int[], $5::text[], $6::float4[], $7::float4[], $8::float4[], $9::float4[], $10::int[], $11::jsonb[], $12::bytea[])
       AS n("index", explanation, state, value, low, high, baseline, positives, detail, evidence)`,
    [
      sourceId,
      runId,
      rows.map(({ index }) => index),
      rows.map(({ explanationId }) => explanationId),
      rows.map(({ outcome }) => STATES[outcome.state]),
      rows.map(({ outcome }) => outcome.value),
      rows.map(({ outcome }) => outcome.low),
      rows.map(({ outcome }) => outcome.high),
      rows.map(({ outcome }) => outcome.baseline),
      rows.map(({ outcome }) => outcome.positives),
      rows.map(({ outcome }) => outcome.detail),
      rows.map(({ evidence }) => (evidence.length === 0 ? null : Buffer.from(evidence))),
    ],
  );
}
