import Link from "next/link";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";

/** The model as a column, its last layer on top, with the sources where they read. */
export function LayerDiagram({ layers, sources }: { layers: number; sources: readonly SourceInfo[] }): ReactNode {
  return (
    <ol reversed className="layers" aria-label="Layers, the last one first">
      {Array.from({ length: layers }, (_, at) => layers - 1 - at).map((layer) => {
        const here = sources.filter((source) => source.layer === layer);
        return (
          <li key={layer} data-read={here.length > 0 ? "" : undefined}>
            <span className="text-quiet">{layer}</span>
            <span className="flex flex-wrap gap-x-3">
              {here.map(({ model, id, kind }) => (
                <Link
                  key={id}
                  href={sourcePath({ model, source: id })}
                  prefetch={false}
                  aria-label={`${id}, layer ${layer}`}
                >
                  {kind === "neurons" ? "neurons" : id}
                </Link>
              ))}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
