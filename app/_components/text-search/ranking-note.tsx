import Link from "next/link";
import type { ReactNode } from "react";

/** How the lists are ranked, in two sentences. */
export function RankingNote(): ReactNode {
  return (
    <p className="note max-w-measure">
      On a token features are ranked by strength × surprise: how near the value comes to the feature’s largest in the
      corpus, times how rarely the feature is active at all, in bits. Over the whole text its best token counts, at most
      doubled when it fires on more, so that one that is on everywhere cannot win by that.{" "}
      <Link href="/about#text-search">More on this</Link>
    </p>
  );
}
