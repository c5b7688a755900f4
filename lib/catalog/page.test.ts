import { expect, test } from "vitest";
import { modelListing } from "#lib/catalog/listings.ts";
import { cutPage, startOfPage } from "#lib/catalog/page.ts";

const NAMES = ["a", "b", "c", "d", "e", "f", "g"];
const listing = modelListing();

/** What a database would answer: rows on the cursor's side in walking order, one more than the limit. */
function readPage(cursor: string | undefined, limit: number) {
  const from = startOfPage(cursor, listing);
  const before = from?.direction === "before";
  const side = NAMES.filter((name) => !from || (before ? name < from.key : name > from.key));
  const rows = (before ? side.toReversed() : side).slice(0, limit + 1);
  return cutPage(rows, { from, limit, listing }, (name) => name);
}

test.each([1, 2, 3, 7, 10])("pages of %i walk to the end and back, every row once each way", (limit) => {
  const pages = [readPage(undefined, limit)];
  for (let next = pages[0]?.nextCursor; next; next = pages.at(-1)?.nextCursor) pages.push(readPage(next, limit));
  expect(pages.flatMap(({ items }) => items)).toEqual(NAMES);
  expect(pages[0]?.previousCursor).toBeNull();
  const back = [pages.at(-1)];
  for (let previous = back[0]?.previousCursor; previous; previous = back[0]?.previousCursor)
    back.unshift(readPage(previous, limit));
  expect(back.flatMap((page) => page?.items ?? [])).toEqual(NAMES);
});

test("a page without rows leads nowhere", () => {
  expect(cutPage([], { from: undefined, limit: 5, listing }, () => "")).toEqual({
    items: [],
    nextCursor: null,
    previousCursor: null,
  });
});
