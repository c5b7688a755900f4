import type { Visibility } from "#prisma/generated/enums.ts";

/** What someone asks to do with a record: find it in a list, or read it at its address. */
export type Purpose = "list" | "read";

/** The one place that decides who sees what: unlisted records answer at their address only, private ones nowhere. */
export function allows(visibility: Visibility, purpose: Purpose): boolean {
  return visibility === "PUBLIC" || (visibility === "UNLISTED" && purpose === "read");
}

const ALL = ["PUBLIC", "UNLISTED", "PRIVATE"] as const satisfies Visibility[];

/** The same decision as a set, for `visibility = ANY(…)`. A record is visible when it and everything above it allows it. */
export function visibilitiesFor(purpose: Purpose): Visibility[] {
  return ALL.filter((visibility) => allows(visibility, purpose));
}
