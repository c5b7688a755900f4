import Link from "next/link";
import type { ReactNode } from "react";
import type { PackedScatter } from "#app/_components/chart/pack-scatter.ts";
import { ProvenanceLedger } from "#app/_components/feature/provenance-ledger.tsx";
import { explanationQualityPath, mapPath, modelPath, randomFeaturePath } from "#app/_components/link/paths.ts";
import type { FeatureQuery } from "#lib/catalog/feature-query.ts";
import type { FeaturePage, SourceDensities, SourceInfo } from "#lib/catalog/schema.ts";
import { DensityHistogram } from "./density-histogram.tsx";
import { DensityScatter } from "./density-scatter.tsx";
import { describeSource } from "./describe-source.ts";
import { FeatureFilters } from "./feature-filters.tsx";
import { FeatureTable } from "./feature-table.tsx";
import { LossTable } from "./loss-table.tsx";
import { PublishedFigures } from "./published-figures.tsx";
import { QualityTable } from "./quality-table.tsx";
import { SourceState } from "./source-state.tsx";

type Props = {
  source: SourceInfo;
  query: FeatureQuery;
  page: FeaturePage;
  /** Those that explain features of the source. */
  methods: readonly string[];
  densities: SourceDensities | undefined;
  scatter: PackedScatter | undefined;
};

/** A source's page: how good it is, how its features spread, then the features themselves. */
export function SourceSheet({ source, query, page, methods, densities, scatter }: Props): ReactNode {
  const address = { model: source.model, source: source.id };
  return (
    <article>
      <header className="pb-3">
        <p className="address">
          <Link href={modelPath(source.model)}>{source.model}</Link>
          <span className="text-quiet"> / {source.id}</span>
        </p>
        <h1 className="mt-2 text-title">{source.id}</h1>
        <p className="prose">{describeSource(source)}.</p>
        <p className="note">
          Read at <span className="address">{source.hookIn}</span>
          {source.hookOut && source.hookOut !== source.hookIn ? (
            <>
              , written at <span className="address">{source.hookOut}</span>
            </>
          ) : null}
        </p>
      </header>
      <SourceState state={source.state} />
      <div className="grid gap-x-12 lg:grid-cols-2">
        <section className="section min-w-0" aria-labelledby="quality">
          <h2 id="quality">Quality</h2>
          <QualityTable source={source} />
          <LossTable source={source} />
          <PublishedFigures published={source.published} />
        </section>
        <div className="min-w-0">
          {densities ? <DensityHistogram densities={densities} /> : null}
          {scatter ? <DensityScatter scatter={scatter} source={address} /> : null}
        </div>
      </div>
      <section className="section" aria-labelledby="features">
        <div className="section-head">
          <h2 id="features">Features</h2>
          {scatter ? (
            <a data-random href={randomFeaturePath(address)} rel="nofollow" className="text-small">
              A random one
            </a>
          ) : null}
        </div>
        {methods.length > 0 ? (
          <p className="note mb-2">
            <Link href={explanationQualityPath(address)}>How well its features are explained</Link>: coverage, scores
            and what they must beat, by method. <Link href={mapPath(address)}>A map of them</Link>, by where they point.
          </p>
        ) : null}
        {query.cluster === undefined ? null : (
          <p className="mb-2">
            Of cluster {query.cluster + 1} of <Link href={mapPath(address)}>the map</Link>.
          </p>
        )}
        {source.state === "ready" || page.total > 0 ? (
          <>
            <FeatureFilters source={address} query={query} methods={methods} />
            <FeatureTable source={address} query={query} page={page} explained={methods.length > 0} />
          </>
        ) : (
          <p className="note">None yet.</p>
        )}
      </section>
      <section className="section max-w-measure" aria-labelledby="provenance">
        <h2 id="provenance">Provenance</h2>
        <ProvenanceLedger provenance={source.provenance} />
      </section>
    </article>
  );
}
