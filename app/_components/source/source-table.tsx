import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { KIND_NAMES } from "./describe-source.ts";
import { drawn } from "./quality-figures.ts";

const STATES = { registered: "not computed", computing: "being computed", ready: "", failed: "failed" } as const;

/** Sources by layer, each figure beside what it must beat. */
export function SourceTable({ sources, caption }: { sources: readonly SourceInfo[]; caption: string }): ReactNode {
  return (
    <WideContent name={caption}>
      <table className="sheet">
        <caption className="sr-only">{caption}</caption>
        <TableHead
          columns={[
            "Source",
            numeric("Features"),
            numeric("Dead"),
            {
              heading: (
                <>
                  Variance explained<span className="max-md:hidden">; the tick is PCA of the same rank</span>
                </>
              ),
              className: "ps-6",
            },
          ]}
        />
        <tbody>
          {sources.map((source) => (
            <tr key={source.id}>
              <th scope="row">
                <Link href={sourcePath({ model: source.model, source: source.id })}>{source.id}</Link>
                <span className="note block font-normal">
                  {KIND_NAMES[source.kind]}, layer {source.layer}
                </span>
              </th>
              <td className="num">{formatCount(source.features)}</td>
              <td className="num">
                {source.summary ? formatShare(source.summary.dead / source.features) : STATES[source.state]}
              </td>
              <td className="ps-6">
                <Explained source={source} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideContent>
  );
}

function Explained({ source: { quality, kind, state } }: { source: SourceInfo }): ReactNode {
  if (quality) {
    return (
      <>
        <span className="me-3 max-md:hidden">
          <FigureScale value={quality.fve} baseline={quality.pcaFve} {...drawn(quality.fveInterval)} />
        </span>
        {formatValue(quality.fve)} <span className="text-quiet">against {formatValue(quality.pcaFve)}</span>
      </>
    );
  }
  if (kind === "neurons" || kind === "directions") return <span className="text-quiet">nothing is reconstructed</span>;
  return <span className="text-quiet">{state === "ready" ? "not measured" : "not measured yet"}</span>;
}
