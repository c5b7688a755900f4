import Link from "next/link";
import type { ReactNode } from "react";
import { modelPath } from "#app/_components/link/paths.ts";
import { formatCount, formatMagnitude, plural } from "#app/_components/number/format.ts";
import { SourceTable } from "#app/_components/source/source-table.tsx";
import type { ModelSummary, SourcePage } from "#lib/catalog/schema.ts";

type Props = { model: ModelSummary; sources: SourcePage };

/** A model among others: its size and its first sources. */
export function CatalogModel({ model, sources: { items, total } }: Props): ReactNode {
  return (
    <section className="section" aria-label={model.name}>
      <div className="section-head">
        <h2>
          <Link href={modelPath(model.id)}>{model.name}</Link>
        </h2>
        <p className="note">
          {formatMagnitude(model.parameters)} parameters, {model.layers} layers, {formatCount(model.features)} features
          in {plural(model.sources, "source")}
        </p>
      </div>
      <SourceTable sources={items} caption={`Sources of ${model.name}`} />
      {total > items.length ? (
        <p className="my-2 text-small">
          <Link href={modelPath(model.id)}>All {formatCount(total)} sources</Link>
        </p>
      ) : null}
    </section>
  );
}
