import Link from "next/link";
import type { ReactNode } from "react";
import type { SourceInfo } from "#lib/catalog/schema.ts";

const SENTENCES = {
  registered: "Nothing is computed for this source yet.",
  computing: "This source is being computed now; its features appear when it is done.",
  failed: "This source could not be computed.",
} as const;

/** Why there is nothing to see yet, and where to look. */
export function SourceState({ state }: Pick<SourceInfo, "state">): ReactNode {
  if (state === "ready") return null;
  return (
    <p className="prose my-6">
      {SENTENCES[state]}{" "}
      <Link href="/jobs">{state === "failed" ? "The reason is on the jobs page" : "See the progress"}</Link>.
    </p>
  );
}
