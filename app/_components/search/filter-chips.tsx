import Link from "next/link";
import type { ReactNode } from "react";
import { searchPath } from "#app/_components/link/paths.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";
import { type Filter, withoutFilters } from "./list-filters.ts";

/** The filters in use, each a link to the same search without it. */
export function FilterChips({ query, filters }: { query: SearchQuery; filters: readonly Filter[] }): ReactNode {
  if (filters.length === 0) return null;
  return (
    <ul aria-label="Filters in use" className="chips">
      {filters.map(({ says, without }) => (
        <li key={says}>
          <Link href={searchPath(without)} prefetch={false} aria-label={`Drop the filter ${says}`}>
            {says} <span aria-hidden="true">×</span>
          </Link>
        </li>
      ))}
      {filters.length > 1 ? (
        <li>
          <Link href={searchPath(withoutFilters(query))} prefetch={false}>
            drop all
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
