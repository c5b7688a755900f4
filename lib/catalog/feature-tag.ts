import type { FeatureDetail } from "#lib/catalog/schema.ts";

type Tagged = Pick<FeatureDetail, "revision" | "explanationsRevision" | "provenance">;

/** What changes whenever a feature's answer does: its revision, its explanations, and how its source was made. */
export function featureTag({ revision, explanationsRevision, provenance }: Tagged): string {
  return `${revision} ${explanationsRevision} ${provenance === null ? "" : Object.values(provenance).join(" ")}`;
}
