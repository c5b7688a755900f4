import Link from "next/link";
import type { ReactNode } from "react";
import { searchPath } from "#app/_components/link/paths.ts";
import { formatSearchQuery, type SearchQuery } from "#lib/search/search-query.ts";

/** That the search gave no answer: another thing than finding nothing. */
export function SearchFailure({ query, why }: { query: SearchQuery; why: string }): ReactNode {
  return (
    <div role="alert" className="alarm">
      <h2>Search gives no answer just now</h2>
      <p className="note">{why}</p>
      <p className="mt-2 text-small">
        <a href={searchPath(formatSearchQuery(query))}>Try again</a>
        {query.by === "meaning" ? (
          <>
            {" · "}
            <Link href={searchPath(formatSearchQuery({ ...query, by: "words" }))} prefetch={false}>
              Search by words
            </Link>
          </>
        ) : null}
      </p>
    </div>
  );
}
