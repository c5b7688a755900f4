import Link from "next/link";
import type { ReactNode } from "react";

/** What the search box does, no more. */
export function SearchHelp({ id }: { id: string }): ReactNode {
  return (
    <p id={id} className="note mt-1.5">
      An address opens that feature. A word lists features that fire on it or promote it, token by token: meanings are
      not searched yet. <Link href="/search/text">Or paste a text</Link> to see which features fire on it.
    </p>
  );
}
