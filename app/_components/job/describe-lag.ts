import { formatDuration, plural } from "#app/_components/number/format.ts";
import type { IndexLag } from "#lib/search/queries/changes.ts";

/** How far the search index is behind the catalog, in a sentence or two. @param now milliseconds since 1970 */
export function describeLag({ words, meaning, since, error }: IndexLag, now: number): string {
  const parts = [
    ...(words > 0 ? [`the latest words of ${plural(words, "feature")}`] : []),
    ...(meaning > 0 ? [`the meanings of ${plural(meaning, "feature")}`] : []),
  ];
  const waits = since === null ? "" : `, for up to ${formatDuration((now - since.getTime()) / 1000)} by now`;
  const lag =
    parts.length === 0 ? "The search index is up to date." : `The search index lacks ${parts.join(" and ")}${waits}.`;
  return error === null ? lag : `${lag} Its latest attempt failed: ${error}`;
}
