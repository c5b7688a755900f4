import Link from "next/link";
import type { ReactNode } from "react";
import { featurePath, sourcePath } from "#app/_components/link/paths.ts";
import { formatCount, formatOneIn, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import { Token } from "#app/_components/token/token.tsx";
import type { ClusterSummary } from "#app/_data/map.ts";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { CLUSTER_COLOURS } from "./map-colours.ts";

type Props = { source: SourceAddress; clusters: readonly ClusterSummary[] };

/** The map without a picture: every cluster, what sets it apart, and the way to its features. */
export function ClusterTable({ source, clusters }: Props): ReactNode {
  return (
    <section className="section mt-8" aria-labelledby="clusters">
      <h2 id="clusters">Clusters</h2>
      <p className="note mb-1 max-w-measure">
        Features that are one another’s nearest by cosine. A cluster is named by tokens that surely more of its features
        peak on than of the others; some have none.
      </p>
      {clusters.length === 0 ? (
        <p>No ten features hang together here.</p>
      ) : (
        <WideContent name="Table of clusters">
          <table className="sheet">
            <TableHead
              columns={[
                "Cluster",
                "Set apart by",
                numeric("Features"),
                numeric("Median active on"),
                numeric("Median score"),
                "Best explained",
              ]}
            />
            <tbody>
              {clusters.map(({ features, tokens, density, score, best }, cluster) => (
                <tr key={cluster}>
                  <th scope="row" className="whitespace-nowrap font-normal">
                    <span
                      aria-hidden="true"
                      className="map-dot me-2"
                      style={{ background: `var(--map-c${cluster % CLUSTER_COLOURS})` }}
                    />
                    <Link href={sourcePath(source, new URLSearchParams({ cluster: String(cluster) }))} prefetch={false}>
                      {cluster + 1}
                    </Link>
                  </th>
                  <td>
                    {tokens.length === 0 ? (
                      <span className="text-quiet">nothing that is sure</span>
                    ) : (
                      tokens.map((token) => <Token key={token} text={token} />)
                    )}
                  </td>
                  <td className="num">{formatCount(features)}</td>
                  <td className="num">{formatOneIn(density)}</td>
                  <td className="num">{score === null ? "not scored" : formatValue(score)}</td>
                  <td>
                    {best.map((index) => (
                      <Link key={index} className="me-2" href={featurePath({ ...source, index })} prefetch={false}>
                        {index}
                      </Link>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </WideContent>
      )}
    </section>
  );
}
