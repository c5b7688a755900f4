import Link from "next/link";
import type { ReactNode } from "react";
import { shortenText } from "#app/_components/explanation/describe-explanation.ts";
import { featurePath, sourcePath } from "#app/_components/link/paths.ts";
import { formatCount, formatOneIn } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import type { FeaturePage } from "#lib/catalog/schema.ts";

export type TokenMatches = { source: SourceAddress; page: FeaturePage };

/** Features of one source whose top or output tokens hold the text. */
export function TokenMatchesSection({
  matches: { source, page },
  token,
}: {
  matches: TokenMatches;
  token: string;
}): ReactNode {
  const name = `${source.model}/${source.source}`;
  return (
    <section className="section" aria-label={name}>
      <div className="section-head">
        <h2 className="address">{name}</h2>
        <Link className="text-small" href={sourcePath(source, new URLSearchParams({ sort: "max", token }))}>
          {page.total > page.items.length ? `All ${formatCount(page.total)}` : "In its table"}
        </Link>
      </div>
      <table className="sheet matches">
        <thead>
          <tr>
            <th scope="col">Feature</th>
            <th scope="col">Fires on</th>
            <th scope="col" className="max-md:hidden">
              Promotes
            </th>
            <th scope="col" className="num">
              Active on
            </th>
          </tr>
        </thead>
        <tbody>
          {page.items.map(({ index, topTokens, outputTokens, density, explanation }) => (
            <tr key={index}>
              <th scope="row">
                <Link href={featurePath({ ...source, index })}>{index}</Link>
              </th>
              <td>
                {topTokens.slice(0, 5).map((text, position) => (
                  <Token key={position} text={text} lit />
                ))}
                {explanation ? <span className="note block">{shortenText(explanation.text)}</span> : null}
              </td>
              <td className="max-md:hidden">
                {outputTokens.slice(0, 5).map((text, position) => (
                  <Token key={position} text={text} />
                ))}
              </td>
              <td className="num">{density > 0 ? formatOneIn(density) : "dead"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
