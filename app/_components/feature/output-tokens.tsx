"use client";
import type { ReactNode } from "react";
import { formatValue } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { FeatureDetail } from "#lib/catalog/schema.ts";

type Props = Pick<FeatureDetail["outputTokens"], "top" | "bottom">;

/**
 * What the feature makes the model more and less likely to say next. The histogram and the normalisation come later.
 * A client component so that the tokens travel once.
 */
export function OutputTokens({ top, bottom }: Props): ReactNode {
  const largest = Math.max(...[...top, ...bottom].map(({ logit }) => Math.abs(logit)), Number.MIN_VALUE);
  return (
    <section aria-labelledby="promotes" className="outputs">
      <div className="grid grid-cols-2 gap-x-6">
        <div>
          <h2 id="promotes" className="label">
            Promotes
          </h2>
          <List tokens={top} largest={largest} color="var(--color-lit)" />
        </div>
        <div>
          <h3 className="label">Suppresses</h3>
          <List tokens={bottom} largest={largest} color="var(--color-held)" />
        </div>
      </div>
      <label className="note outputs-more screen-only">
        <input type="checkbox" className="me-1 align-middle" /> all ten
      </label>
    </section>
  );
}

type ListProps = { tokens: FeatureDetail["outputTokens"]["top"]; largest: number; color: string };

function List({ tokens, largest, color }: ListProps): ReactNode {
  if (tokens.length === 0)
    return <p className="note">Not computed: this source does not write to the stream the output reads.</p>;
  return (
    <ol style={{ "--bar": color } as React.CSSProperties}>
      {tokens.map(({ token, logit }, rank) => (
        <li key={rank} style={{ backgroundSize: `${Math.round((Math.abs(logit) / largest) * 100)}% 2px` }}>
          <Token text={token} />
          <span>{formatValue(logit)}</span>
        </li>
      ))}
    </ol>
  );
}
