import Link from "next/link";
import type { ReactNode } from "react";
import { searchPath } from "#app/_components/link/paths.ts";
import { formatSearchQuery, type SearchQuery } from "#lib/search/search-query.ts";
import type { SearchPage } from "#lib/search/search-views.ts";

type Props = {
  query: SearchQuery;
  cursor: string | undefined;
  page: Pick<SearchPage, "previousCursor" | "nextCursor">;
};

/** More results. Cursors name a place in the ranking, so features that come or go meanwhile shift nothing. */
export function ResultPaging({ query, cursor, page: { previousCursor, nextCursor } }: Props): ReactNode {
  if (cursor === undefined && nextCursor === null) return null;
  const path = (place: string | undefined) => {
    const parameters = formatSearchQuery(query);
    if (place !== undefined) parameters.set("cursor", place);
    return searchPath(parameters);
  };
  return (
    <nav aria-label="Pages of the results" className="my-4 flex flex-wrap gap-x-6 gap-y-1 text-small screen-only">
      {cursor === undefined ? null : (
        <Link href={path(undefined)} prefetch={false}>
          First
        </Link>
      )}
      {previousCursor === null ? null : (
        <Link href={path(previousCursor)} prefetch={false} rel="prev">
          ← Earlier
        </Link>
      )}
      {nextCursor === null ? (
        <span className="text-quiet">End</span>
      ) : (
        <Link href={path(nextCursor)} prefetch={false} rel="next">
          Later →
        </Link>
      )}
    </nav>
  );
}
