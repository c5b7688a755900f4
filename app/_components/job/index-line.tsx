import type { ReactNode } from "react";
import type { IndexLag } from "#lib/search/queries/changes.ts";
import { describeLag } from "./describe-lag.ts";

/** How far search is behind the catalog, which no job says: an indexer follows every change. @param now milliseconds since 1970 */
export function IndexLine({ lag, now }: { lag: IndexLag; now: number }): ReactNode {
  return <p className={lag.error === null ? "note mb-2" : "alarm"}>{describeLag(lag, now)}</p>;
}
