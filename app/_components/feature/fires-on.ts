import type { FeatureDetail } from "#lib/catalog/schema.ts";

const TOKENS_SHOWN = 5;

/**
 * The tokens a feature peaks on in its top examples, most frequent first, case and spaces apart folded together.
 * It is a count, not an explanation; pages say so.
 */
export function firesOn({ groups }: Pick<FeatureDetail, "groups">, shown = TOKENS_SHOWN): string[] {
  const counts = new Map<string, { text: string; count: number }>();
  for (const { tokens, peak } of groups.find((group) => group.kind === "top")?.examples ?? []) {
    const text = tokens[peak] ?? "";
    const key = text.trim().toLowerCase() || text;
    const entry = counts.get(key);
    if (entry) entry.count += 1;
    else counts.set(key, { text, count: 1 });
  }
  return [...counts.values()]
    .toSorted((a, b) => b.count - a.count)
    .slice(0, shown)
    .map(({ text }) => text);
}
