import { createHash } from "node:crypto";

/** Weak, because a proxy or the server may compress the same answer differently. */
export function formatEtag(tag: string): string {
  return `W/"${createHash("sha256").update(tag).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-None-Match header names this ETag (weak comparison, RFC 9110 §8.8.3.2). */
export function matchesEtag(ifNoneMatch: string | null, etag: string): boolean {
  if (ifNoneMatch === null) return false;
  const strong = (tag: string) => tag.trim().replace(/^W\//, "");
  return ifNoneMatch.trim() === "*" || ifNoneMatch.split(",").some((tag) => strong(tag) === strong(etag));
}
