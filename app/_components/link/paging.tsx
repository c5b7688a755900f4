import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

type Props = {
  /** What the pages are of, for screen readers. */
  name: string;
  page: { previousCursor: string | null; nextCursor: string | null };
  /** Where the page at a cursor is. */
  path: (cursor: string) => Route;
};

/** Earlier and later rows. Cursors name a place in the order, so rows that come or go meanwhile shift nothing. */
export function Paging({ name, page: { previousCursor, nextCursor }, path }: Props): ReactNode {
  if (previousCursor === null && nextCursor === null) return null;
  return (
    <nav aria-label={name} className="my-2 flex gap-6 text-small screen-only">
      {previousCursor === null ? (
        <span className="text-quiet">Start</span>
      ) : (
        <Link href={path(previousCursor)} prefetch={false} rel="prev" scroll={false}>
          ← Earlier
        </Link>
      )}
      {nextCursor === null ? (
        <span className="text-quiet">End</span>
      ) : (
        <Link href={path(nextCursor)} prefetch={false} rel="next" scroll={false}>
          Later →
        </Link>
      )}
    </nav>
  );
}
