import "server-only";
import { cache } from "react";
import { undefinedWhenMissing } from "#app/_data/absent.ts";
import type { FeatureAddress, SourceAddress } from "#lib/catalog/feature-address.ts";
import { getDb } from "#lib/db.ts";
import type { FeatureCoherence } from "#lib/explain/coherence-view.ts";
import type { ExplanationEvidence } from "#lib/explain/evidence-view.ts";
import type { ExplanationQuality } from "#lib/explain/quality-view.ts";
import { getExplanationEvidence } from "#lib/explain/queries/explanation-evidence.ts";
import { getExplanationQuality } from "#lib/explain/queries/explanation-quality.ts";
import { getFeatureCoherence } from "#lib/explain/queries/feature-scores.ts";

/** Undefined when there is no such explanation, or when it is another feature's. */
export async function findEvidence(feature: FeatureAddress, id: number): Promise<ExplanationEvidence | undefined> {
  const evidence = await readEvidence(id);
  const isOfFeature =
    evidence?.feature.model === feature.model &&
    evidence.feature.source === feature.source &&
    evidence.feature.index === feature.index;
  return isOfFeature ? evidence : undefined;
}

/** A page and its metadata ask the same. */
const readEvidence = cache((id: number): Promise<ExplanationEvidence | undefined> =>
  getExplanationEvidence(getDb(), id).catch(undefinedWhenMissing),
);

/** Undefined when there is no such feature, or when its coherence was not counted. A page and its metadata ask the same. */
export const findCoherence = cache(
  async ({ model, source, index }: FeatureAddress): Promise<FeatureCoherence | undefined> =>
    getFeatureCoherence(getDb(), { model, source, index }).catch(undefinedWhenMissing),
);

export async function findExplanationQuality(source: SourceAddress): Promise<ExplanationQuality | undefined> {
  return getExplanationQuality(getDb(), source).catch(undefinedWhenMissing);
}
