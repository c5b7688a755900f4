import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { featureOrder, formatFeatureQuery, type FeatureQuery, type FeatureSort } from "#lib/catalog/feature-query.ts";

type Props = {
  source: SourceAddress;
  query: FeatureQuery;
  sort: FeatureSort;
  label: string;
  numeric?: boolean;
  /** Names the column for its style. */
  column?: string;
};

/** A column's name as a link that sorts by it; a second visit turns the order. */
export function SortHeading({ source, query, sort, label, numeric = false, column }: Props): ReactNode {
  const current = query.sort === sort;
  const order = current ? featureOrder(query) : undefined;
  const next: FeatureQuery = {
    ...query,
    sort,
    order: order === undefined ? undefined : order === "asc" ? "desc" : "asc",
  };
  const sorted = order === "asc" ? "ascending" : "descending";
  return (
    <th
      scope="col"
      className={numeric ? "num" : undefined}
      data-column={column}
      {...(current ? { "aria-sort": sorted } : {})}
    >
      <Link href={sourcePath(source, formatFeatureQuery(next))} prefetch={false} scroll={false} rel="nofollow">
        {label}
        <span aria-hidden="true">{current ? (order === "asc" ? " ↑" : " ↓") : ""}</span>
      </Link>
    </th>
  );
}
