import type { Db } from "#lib/db.ts";
import type { Draft } from "#lib/explain/explainers/explainer.ts";
import type { SourceMaterial } from "#lib/explain/material.ts";
import { listCurrentDrafts } from "#lib/explain/queries/current-drafts.ts";
import { pickShuffled } from "#lib/explain/scorers/pick-shuffled.ts";

/** By side, the method whose explanations of other features stand in for wrong ones: every source has them. */
const SHUFFLED_METHODS = { input: "token-statistics", output: "output-statistics" } as const;

/** For a feature, explanations of others that fire about as often. */
export async function loadShuffled(
  db: Db,
  { sourceId, side }: { sourceId: number; side: Draft["side"] },
  material: SourceMaterial,
): Promise<(feature: number) => Draft[]> {
  return pickShuffled(await listCurrentDrafts(db, { sourceId, method: SHUFFLED_METHODS[side] }), material);
}
