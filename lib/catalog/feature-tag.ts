import type { FeatureDetail } from "#lib/catalog/schema.ts";

/** What changes whenever a feature's answer does: its revision, and how its source was made. */
export function featureTag({ revision, provenance }: Pick<FeatureDetail, "revision" | "provenance">): string {
  return `${revision} ${provenance === null ? "" : Object.values(provenance).join(" ")}`;
}
