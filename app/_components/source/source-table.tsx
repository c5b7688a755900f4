import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { KIND_NAMES } from "./describe-source.ts";

const STATES = { registered: "not computed", computing: "being computed", ready: "", failed: "failed" } as const;

/** Sources by layer, each figure beside what it must beat. */
export function SourceTable({ sources, caption }: { sources: readonly SourceInfo[]; caption: string }): ReactNode {
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={caption}>
      <table className="sheet min-w-[40rem]">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" className="num w-12">
              Layer
            </th>
            <th scope="col">Source</th>
            <th scope="col">Kind</th>
            <th scope="col" className="num">
              Features
            </th>
            <th scope="col" className="num">
              Dead
            </th>
            <th scope="col">Variance explained; tick: PCA of the same rank</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.id}>
              <td className="num">{source.layer}</td>
              <th scope="row">
                <Link href={sourcePath({ model: source.model, source: source.id })}>{source.id}</Link>
              </th>
              <td>{KIND_NAMES[source.kind]}</td>
              <td className="num">{formatCount(source.features)}</td>
              <td className="num">{source.summary ? formatShare(source.summary.dead / source.features) : STATES[source.state]}</td>
              <td>
                <Explained source={source} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Explained({ source: { quality, kind, state } }: { source: SourceInfo }): ReactNode {
  if (quality) {
    return (
      <span className="flex flex-wrap items-center gap-x-3">
        <FigureScale value={quality.fve} baseline={quality.pcaFve} />
        {formatValue(quality.fve)} <span className="text-quiet">against {formatValue(quality.pcaFve)}</span>
      </span>
    );
  }
  if (kind === "neurons") return <span className="text-quiet">nothing is reconstructed</span>;
  return <span className="text-quiet">{state === "ready" ? "not measured" : "not measured yet"}</span>;
}
