import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { formatFeatureQuery, type FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage } from "#lib/catalog/schema.ts";

type Props = { source: SourceAddress; query: FeatureQuery; page: Pick<FeaturePage, "previousCursor" | "nextCursor"> };

/** Earlier and later rows. Cursors name a place in the order, so rows that come or go meanwhile shift nothing. */
export function TablePaging({ source, query, page: { previousCursor, nextCursor } }: Props): ReactNode {
  if (previousCursor === null && nextCursor === null) return null;
  return (
    <nav aria-label="Pages of the table" className="my-2 flex gap-6 text-small screen-only">
      {previousCursor === null ? (
        <span className="text-quiet">Start</span>
      ) : (
        <Page cursor={previousCursor} source={source} query={query} rel="prev">
          ← Earlier
        </Page>
      )}
      {nextCursor === null ? (
        <span className="text-quiet">End</span>
      ) : (
        <Page cursor={nextCursor} source={source} query={query} rel="next">
          Later →
        </Page>
      )}
    </nav>
  );
}

type PageProps = {
  cursor: string;
  source: SourceAddress;
  query: FeatureQuery;
  rel: "prev" | "next";
  children: ReactNode;
};

function Page({ cursor, source, query, rel, children }: PageProps): ReactNode {
  const parameters = formatFeatureQuery(query);
  parameters.set("cursor", cursor);
  return (
    <Link href={sourcePath(source, parameters)} prefetch={false} rel={rel} scroll={false}>
      {children}
    </Link>
  );
}
