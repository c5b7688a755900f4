import type { SearchHit } from "#lib/search/search-views.ts";

/** Where a hit matched, and how well; undefined where nothing was looked for. */
export function describeMatch({ match, highlights }: Pick<SearchHit, "match" | "highlights">): string | undefined {
  if (!match) return undefined;
  const { words, meaning } = match;
  const near = meaning === null ? undefined : `cosine ${formatTwo(meaning)}`;
  if (!words) return near === undefined ? undefined : `by meaning alone, ${near}`;
  const { explanation, topTokens, outputTokens } = highlights;
  // Other explanations than the best are searched too, and what kind of tokens it fires on.
  const unseen = explanation.length + topTokens.length + outputTokens.length === 0 ? " not shown here" : "";
  return [`words${unseen} ${formatTwo(words)}`, ...(near === undefined ? [] : [`meaning ${near}`])].join(", ");
}

const formatTwo = (value: number): string => value.toFixed(2).replace("-", "−");
