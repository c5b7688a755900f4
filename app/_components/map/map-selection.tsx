import Link from "next/link";
import type { ReactNode } from "react";
import { comparePath, featurePath } from "#app/_components/link/paths.ts";
import { plural } from "#app/_components/number/format.ts";
import { Token } from "#app/_components/token/token.tsx";
import type { SourceAddress } from "#lib/catalog/feature-address.ts";
import { COMPARED_MAX } from "#lib/compare/limits.ts";
import type { MapPoint, PackedMap } from "./pack-map.ts";
import { describePoints, toCsv } from "./selection-files.ts";

/** Named in full; the file holds all. */
const LISTED = 24;

type Props = {
  points: readonly MapPoint[];
  source: SourceAddress;
  map: PackedMap;
  labels: readonly string[];
  clear: () => void;
};

/** Chosen features: which, and what can be done with them. */
export function MapSelection({ points, source, map, labels, clear }: Props): ReactNode {
  if (points.length === 0) return null;
  const compared = points.slice(0, COMPARED_MAX).map(({ index }) => ({ ...source, index }));
  const rows = () => describePoints(points, source, map);
  return (
    <section className="mt-3 border-t border-rule pt-2" aria-label="Chosen features">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1 text-small">
        <strong role="status">{plural(points.length, "feature")} chosen</strong>
        {points.length > 1 ? (
          <Link href={comparePath(compared)} prefetch={false} rel="nofollow">
            Compare {points.length > COMPARED_MAX ? `the first ${COMPARED_MAX}` : "them"}
          </Link>
        ) : null}
        <button type="button" className="button" onClick={() => save(toCsv(rows()), "text/csv", source, "csv")}>
          Save as CSV
        </button>
        <button
          type="button"
          className="button"
          onClick={() => save(JSON.stringify(rows(), null, 1), "application/json", source, "json")}
        >
          Save as JSON
        </button>
        <button type="button" className="button" onClick={clear}>
          Let go
        </button>
      </p>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-small">
        {points.slice(0, LISTED).map(({ index }) => (
          <li key={index}>
            <Link href={featurePath({ ...source, index })} prefetch={false}>
              {index}
            </Link>{" "}
            <Token text={labels[index] ?? ""} />
          </li>
        ))}
        {points.length > LISTED ? <li className="text-quiet">and {points.length - LISTED} more</li> : null}
      </ul>
    </section>
  );
}

function save(text: string, type: string, { model, source }: SourceAddress, ending: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${model}-${source}-chosen.${ending}`;
  link.click();
  URL.revokeObjectURL(url);
}
