import type { SearchFilter } from "#lib/search/engines/engine.ts";

/** A filter in Meilisearch's language: all of the lines hold. */
export function formatFilter({ sources, methods, score, density }: SearchFilter): string[] {
  const ranges = [
    ["score >=", score.min],
    ["score <=", score.max],
    ["density >=", density.min],
    ["density <=", density.max],
  ] as const;
  return [
    `sourceId IN [${sources.join(", ")}]`,
    ...(methods.length > 0 ? [`methods IN [${methods.map((method) => JSON.stringify(method)).join(", ")}]`] : []),
    ...ranges.flatMap(([comparison, bound]) => (bound === undefined ? [] : [`${comparison} ${bound}`])),
  ];
}
