import { NextResponse, type NextRequest } from "next/server";
import { findFeatureEdition } from "#app/_data/feature-editions.ts";
import { parseFeatureAddress } from "#lib/catalog/feature-address.ts";

/** Addresses of features; Next reads this at build time. */
export const config = { matcher: "/:model/:source/:index(\\d{1,10})" };

/**
 * Answers a feature's address with its current edition, a page that Next renders once and keeps: an edition never
 * changes, and a changed feature is another edition. See docs/decisions/014-feature-editions.md.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const address = parseFeatureAddress(new URL(request.url).pathname.slice(1));
  // Whatever goes wrong here goes wrong again in the page, which can say so.
  const edition = address && (await findFeatureEdition(address).catch(() => undefined));
  if (!edition) return NextResponse.next();
  const url = new URL(request.url);
  url.pathname += `/at/${edition}`;
  return NextResponse.rewrite(url);
}
