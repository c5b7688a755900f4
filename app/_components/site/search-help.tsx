import Link from "next/link";
import type { ReactNode } from "react";
import { anyFeaturePath, searchPath, textSearchPath } from "#app/_components/link/paths.ts";

/** What the search box does, no more. */
export function SearchHelp({ id }: { id: string }): ReactNode {
  return (
    <p id={id} className="note mt-1.5">
      A concept in your own words finds features by the words and the meaning of what they fire on, what they promote
      and how they were explained; a slip of the pen is forgiven. An address opens that page. Or{" "}
      <Link href={searchPath(new URLSearchParams())} prefetch={false}>
        look through all features
      </Link>
      , or{" "}
      <Link href={textSearchPath} prefetch={false}>
        see which fire on a text of yours
      </Link>
      , or{" "}
      <a href={anyFeaturePath} rel="nofollow">
        be shown one
      </a>{" "}
      whose explanation holds.
    </p>
  );
}
