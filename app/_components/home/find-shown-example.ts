import type { ActivationExample, FeatureDetail } from "#lib/catalog/schema.ts";

/** Sentences gathered from the web without an editor: a feature's own page shows them, the front page does not. */
const UNEDITED_KINDS: ReadonlySet<string> = new Set(["sentences"]);
/** Kinds of text not everyone reads. */
const TECHNICAL_KINDS: ReadonlySet<string> = new Set(["code", "manual"]);

/** The strongest example fit for a front page. */
export function findShownExample({ groups }: Pick<FeatureDetail, "groups">): ActivationExample | undefined {
  const top = groups.find(({ kind }) => kind === "top")?.examples ?? [];
  return top.find(({ document }) => !UNEDITED_KINDS.has(document.kind));
}

/** The same features with one that shows plain prose first, when there is one. */
export function putProseFirst(features: readonly FeatureDetail[]): FeatureDetail[] {
  const isProse = (feature: FeatureDetail) => {
    const example = findShownExample(feature);
    return example !== undefined && !TECHNICAL_KINDS.has(example.document.kind);
  };
  const first = features.find(isProse);
  return first ? [first, ...features.filter((feature) => feature !== first)] : [...features];
}
