import { createHash } from "node:crypto";
import * as z from "zod";
import { badRequest } from "#lib/errors.ts";

/** A place between two rows of one listing: everything after (or before) the row with this key. */
export type Cursor<Key> = { direction: "after" | "before"; key: Key };

/** A listing's keys, and what tells it from every other listing: its name, its order and its filters. */
export type Listing<Key> = { key: z.ZodType<Key>; names: readonly unknown[] };

/** The longest key is a model's and a source's name: under 200 characters, a third more as base64. */
const CURSOR_CHARACTERS_MAX = 400;

/** Opaque to clients, and good for the listing it came from only. */
export function formatCursor<Key>({ direction, key }: Cursor<Key>, listing: Listing<Key>): string {
  const wire = [direction === "after" ? "a" : "b", key, fingerprint(listing)];
  return Buffer.from(JSON.stringify(wire)).toString("base64url");
}

/** Inverse of `formatCursor`. @throws AppError when it is no cursor, or was made for another listing, order or filter. */
export function parseCursor<Key>(text: string, listing: Listing<Key>): Cursor<Key> {
  const wire = Wire.safeParse(text.length > CURSOR_CHARACTERS_MAX ? undefined : parseJson(text));
  if (!wire.success) throw badRequest("That cursor is not one of ours; start again without it.");
  const [direction, given, made] = wire.data;
  if (made !== fingerprint(listing)) {
    throw badRequest("That cursor belongs to another sort or filter; start again without it.");
  }
  const key = listing.key.safeParse(given);
  if (!key.success) throw badRequest("That cursor is not one of ours; start again without it.");
  return { direction: direction === "a" ? "after" : "before", key: key.data };
}

const Wire = z.tuple([
  z.literal(["a", "b"]),
  z.unknown().describe("the row's key"),
  z.string().describe("fingerprint of the listing it was made for"),
]);

function fingerprint({ names }: Listing<unknown>): string {
  return createHash("sha256").update(JSON.stringify(names)).digest("base64url").slice(0, 8);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
