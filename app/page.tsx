import type { Metadata } from "next";
import Link from "next/link";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { FirstMinutes } from "./_components/home/first-minutes.tsx";
import { Specimen } from "./_components/home/specimen.tsx";
import { WorkInProgress } from "./_components/home/work-in-progress.tsx";
import { modelPath } from "./_components/link/paths.ts";
import { formatCount, formatMagnitude } from "./_components/number/format.ts";
import { SearchBox } from "./_components/site/search-box.tsx";
import { SearchHelp } from "./_components/site/search-help.tsx";
import { SourceTable } from "./_components/source/source-table.tsx";
import { listCatalogJobs } from "./_data/jobs.ts";
import { listCatalogModels, listCatalogSources } from "./_data/models.ts";
import { listSpecimens } from "./_data/specimens.ts";

export const metadata: Metadata = { alternates: { canonical: "/" } };

export default async function HomePage(): Promise<ReactNode> {
  await connection();
  const [models, sources, jobs] = await Promise.all([listCatalogModels(), listCatalogSources(), listCatalogJobs()]);
  const [lead, ...others] = await listSpecimens(sources);
  return (
    <>
      <h1 className="home-title">
        A catalog of what is inside language models, feature by feature, with the evidence.
      </h1>
      <div className="grid gap-x-12 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <section className="section min-w-0" aria-label="A feature">
          {lead ? (
            <Specimen feature={lead} lead />
          ) : (
            <FirstMinutes working={jobs.some(({ state }) => state === "running" || state === "waiting")} />
          )}
        </section>
        <section className="section min-w-0" aria-labelledby="find">
          <h2 id="find">Find a feature</h2>
          <div className="mt-1">
            <SearchBox name="q-home" />
          </div>
          <SearchHelp id="q-home-help" />
        </section>
      </div>
      <WorkInProgress jobs={jobs} />
      {others.length > 0 ? (
        <section className="section" aria-labelledby="specimens">
          <h2 id="specimens">Computed last</h2>
          <div className="specimens">
            {others.map((feature) => (
              <Specimen key={feature.address} feature={feature} />
            ))}
          </div>
        </section>
      ) : null}
      {models.map((model) => (
        <section key={model.id} className="section" aria-label={model.name}>
          <div className="section-head">
            <h2>
              <Link href={modelPath(model.id)}>{model.name}</Link>
            </h2>
            <p className="note">
              {formatMagnitude(model.parameters)} parameters, {model.layers} layers, {formatCount(model.features)}{" "}
              features in {model.sources} sources
            </p>
          </div>
          <SourceTable
            sources={sources.filter((source) => source.model === model.id)}
            caption={`Sources of ${model.name}`}
          />
        </section>
      ))}
    </>
  );
}
