import { formatCount, plural } from "#app/_components/number/format.ts";
import { type SearchQuery, searchOrder, type SearchSort } from "#lib/search/search-query.ts";
import type { SearchPage } from "#lib/search/search-views.ts";

export const SORT_NAMES = {
  relevance: "best match",
  score: "best explained",
  density: "rarest",
  newest: "newest explained",
} as const satisfies Record<SearchSort, string>;

/** How many features there are: “12 features”, “The best 1,000 features; more match”. */
export function describeCount({ total, totalIsFloor }: Pick<SearchPage, "total" | "totalIsFloor">): string {
  return totalIsFloor ? `The best ${formatCount(total)} features; more match` : plural(total, "feature");
}

/** How they were found and in which order. */
export function describeHow(query: SearchQuery, { meaning }: Pick<SearchPage, "meaning">): string {
  const order = `${SORT_NAMES[searchOrder(query)]} first`;
  if (query.q === "") return order;
  const by = {
    used: query.by === "meaning" ? "meaning" : "words and meaning",
    "not asked": "words",
    unavailable: "words",
  };
  return `by ${by[meaning]}, ${order}`;
}

/** What else a reader must know to trust the list, a sentence each. */
export function listRemarks({
  meaning,
  corrected,
  behind,
}: Pick<SearchPage, "meaning" | "corrected" | "behind">): string[] {
  return [
    ...(meaning === "unavailable"
      ? ["Only words were compared: the embedder, which compares meanings, gave no answer."]
      : []),
    ...corrected.map(({ from, to }) => `“${from}” was read as ${joinOr(to.map((word) => `“${word}”`))}.`),
    ...(behind > 0 ? [`The latest changes of ${plural(behind, "feature")} are not in the index yet.`] : []),
  ];
}

const joinOr = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
