import type { Cursor } from "#lib/catalog/cursor.ts";
import type { BrowsePlace, Found } from "#lib/search/engines/engine.ts";

/** A stretch of one part of a listing: of documents with the figure it is sorted by, or of those without it. */
export type Leg = { has: boolean; backwards: boolean; place: BrowsePlace | undefined; limit: number };

/** Walks a listing from a place: first those with the figure, in its order, then those without it, or the other way round. */
export async function walkLegs(
  from: Cursor<BrowsePlace> | undefined,
  limit: number,
  readLeg: (leg: Leg) => Promise<Found[]>,
): Promise<Found[]> {
  const backwards = from?.direction === "before";
  const parts = backwards ? [false, true] : [true, false];
  const ahead = from ? parts.slice(parts.indexOf(from.key.value !== null)) : parts;
  const found: Found[] = [];
  for (const [i, has] of ahead.entries()) {
    const place = i === 0 ? from?.key : undefined;
    if (found.length < limit) found.push(...(await readLeg({ has, backwards, place, limit: limit - found.length })));
  }
  return found;
}
