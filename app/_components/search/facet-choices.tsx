import type { ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import type { SearchQuery } from "#lib/search/search-query.ts";
import type { FacetValue, SearchFacet } from "#lib/search/search-views.ts";
import { type Choice, listChoices } from "./list-choices.ts";
import { FACET_TITLES, nameChoice } from "./list-filters.ts";

type Props = { query: SearchQuery; facet: SearchFacet; values: readonly FacetValue[] };

/** The values of one filter with how many features each would leave; nothing where there is no choice. */
export function FacetChoices({ query, facet, values }: Props): ReactNode {
  const { shown, more } = listChoices(query, facet, values);
  if (shown.length < 2 && !shown.some(({ chosen }) => chosen)) return null;
  return (
    <fieldset>
      <legend className="label">{FACET_TITLES[facet]}</legend>
      <Boxes facet={facet} choices={shown} />
      {more.length > 0 ? (
        <details>
          <summary className="note">{formatCount(more.length)} more</summary>
          <Boxes facet={facet} choices={more} />
        </details>
      ) : null}
    </fieldset>
  );
}

function Boxes({ facet, choices }: { facet: SearchFacet; choices: readonly Choice[] }): ReactNode {
  return choices.map((choice) => (
    <label key={choice.value} className="facet">
      <input type="checkbox" name={facet} value={choice.value} defaultChecked={choice.chosen} />
      <span>{nameChoice(facet, choice)}</span>
      <span className="note">{formatCount(choice.count)}</span>
    </label>
  ));
}
