import type { ReactNode } from "react";
import { PublishedLedger } from "#app/_components/model/published-ledger.tsx";

/** What its authors wrote into its own files, beside what we measured: the two need not agree. */
export function PublishedFigures({ published }: { published: unknown }): ReactNode {
  return (
    <details className="mt-4">
      <summary className="note">What its own files say</summary>
      <PublishedLedger value={published} missing="Its files state no figures." />
    </details>
  );
}
