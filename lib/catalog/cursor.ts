import { createHash } from "node:crypto";
import * as z from "zod";
import { featureOrder, type FeatureQuery } from "#lib/catalog/feature-query.ts";
import { badRequest } from "#lib/errors.ts";

/** A place between two rows of one listing: everything after (or before) the row with this value and index. */
export type Cursor = { direction: "after" | "before"; value: number; index: number };

const CURSOR_CHARACTERS_MAX = 200;

const Wire = z.tuple([
  z.literal(["a", "b"]),
  z.number(),
  z.int().min(0).max(2_147_483_647),
  z.string().describe("fingerprint of the listing it was made for"),
]);

/** Opaque to clients, and good for the listing it came from only. */
export function formatCursor({ direction, value, index }: Cursor, query: FeatureQuery): string {
  const wire: z.infer<typeof Wire> = [direction === "after" ? "a" : "b", value, index, fingerprint(query)];
  return Buffer.from(JSON.stringify(wire)).toString("base64url");
}

/** Inverse of `formatCursor`. @throws AppError when it is no cursor, or was made for another order or filter. */
export function parseCursor(text: string, query: FeatureQuery): Cursor {
  const wire = Wire.safeParse(text.length > CURSOR_CHARACTERS_MAX ? undefined : parseJson(text));
  if (!wire.success) throw badRequest("That cursor is not one of ours; start again without it.");
  const [direction, value, index, made] = wire.data;
  if (made !== fingerprint(query)) {
    throw badRequest("That cursor belongs to another sort or filter; start again without it.");
  }
  return { direction: direction === "a" ? "after" : "before", value, index };
}

function fingerprint(query: FeatureQuery): string {
  const { densityMin, densityMax, maxMin, maxMax, state, token, sort } = query;
  const listing = JSON.stringify([sort, featureOrder(query), densityMin, densityMax, maxMin, maxMax, state, token]);
  return createHash("sha256").update(listing).digest("base64url").slice(0, 8);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
