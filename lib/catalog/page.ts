import { formatCursor, parseCursor, type Cursor, type Listing } from "#lib/catalog/cursor.ts";

/** Rows a page, of any listing. */
export const PAGE_LIMIT = { default: 50, max: 200 } as const;

export type PageOptions = { cursor?: string | undefined; limit?: number | undefined };

/** Where a page starts; undefined at the start of the listing. @throws AppError bad_request when the cursor is not this listing's */
export function startOfPage<Key>(cursor: string | undefined, listing: Listing<Key>): Cursor<Key> | undefined {
  return cursor === undefined ? undefined : parseCursor(cursor, listing);
}

/**
 * A page from rows in walking order (backwards from a cursor that says so), read to one more than `limit`: the extra one
 * only says that there is more.
 */
export function cutPage<Row, Key>(
  rows: readonly Row[],
  { from, limit, listing }: { from: Cursor<Key> | undefined; limit: number; listing: Listing<Key> },
  keyOf: (row: Row) => Key,
): { items: Row[]; nextCursor: string | null; previousCursor: string | null } {
  const backwards = from?.direction === "before";
  const more = rows.length > limit;
  const items = rows.slice(0, limit);
  if (backwards) items.reverse();
  const cursorAt = (direction: Cursor<Key>["direction"], row: Row | undefined) =>
    row === undefined ? null : formatCursor({ direction, key: keyOf(row) }, listing);
  return {
    items,
    nextCursor: backwards || more ? cursorAt("after", items.at(-1)) : null,
    previousCursor: (backwards ? more : from) ? cursorAt("before", items[0]) : null,
  };
}
