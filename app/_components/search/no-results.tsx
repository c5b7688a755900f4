import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { searchPath, textSearchPath } from "#app/_components/link/paths.ts";
import { formatSearchQuery, type SearchQuery } from "#lib/search/search-query.ts";
import { type Filter, withoutFilters } from "./list-filters.ts";

/** That nothing was found, for what, and what may find something. */
export function NoResults({
  query,
  filters,
  sources,
}: {
  query: SearchQuery;
  filters: readonly Filter[];
  /** How many can be searched. */
  sources: number;
}): ReactNode {
  if (sources === 0) return <NothingYet />;
  const offers = listOffers(query, filters);
  return (
    <div className="prose">
      <p>
        {query.q === "" ? (
          `No feature is in the index${filters.length > 0 ? "" : " yet"}`
        ) : (
          <>
            No feature was found for <q>{query.q}</q>
          </>
        )}
        {filters.length > 0 ? ` with ${filters.map(({ says }) => says).join(", ")}` : ""}.
      </p>
      {query.q === "" ? null : <p>{WHERE[query.by]}</p>}
      {offers.length > 0 ? (
        <ul className="mt-3 text-body">
          {offers.map(({ says, href }) => (
            <li key={says}>
              <Link href={href} prefetch={false}>
                {says}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

/** Not finding anything among nothing is no answer. */
function NothingYet(): ReactNode {
  return (
    <div className="prose">
      <p>
        There is nothing to search yet: the catalog is being computed, and its features are found as soon as they are
        there.
      </p>
      <p>
        <Link href="/jobs">How far it is</Link>
      </p>
    </div>
  );
}

const WHERE = {
  both: "Neither the words nor the meaning of an explanation, a top token or an output token come near.",
  words: "No explanation, top token or output token has these words.",
  meaning: "The meaning of no explanation comes near.",
} as const satisfies Record<SearchQuery["by"], string>;

function listOffers(query: SearchQuery, filters: readonly Filter[]): { says: string; href: Route }[] {
  return [
    ...(filters.length > 0 ? [{ says: "Search without filters", href: searchPath(withoutFilters(query)) }] : []),
    ...(filters.length > 1
      ? filters.map(({ says, without }) => ({ says: `Without ${says}`, href: searchPath(without) }))
      : []),
    ...(query.q !== "" && query.by !== "both"
      ? [{ says: "Search by words and meaning", href: searchPath(formatSearchQuery({ ...query, by: "both" })) }]
      : []),
    ...(query.q === "" && filters.length === 0 ? [{ says: "What is being computed", href: "/jobs" as const }] : []),
    ...(query.q === "" ? [] : [{ says: "See which features fire on a text", href: textSearchPath }]),
  ];
}
