import type { ReactNode } from "react";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import type { SearchHit } from "#lib/search/search-views.ts";
import { ResultCard } from "./result-card.tsx";

type Props = { hits: readonly SearchHit[]; examples: ReadonlyMap<string, ActivationExample> };

export function ResultList({ hits, examples }: Props): ReactNode {
  return (
    <ol aria-label="Features found">
      {hits.map((hit) => (
        <ResultCard key={hit.address} hit={hit} example={examples.get(hit.address)} />
      ))}
    </ol>
  );
}
