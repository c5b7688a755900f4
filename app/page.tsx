import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { CatalogModel } from "./_components/home/catalog-model.tsx";
import { FirstMinutes } from "./_components/home/first-minutes.tsx";
import { Specimen } from "./_components/home/specimen.tsx";
import { WorkInProgress } from "./_components/home/work-in-progress.tsx";
import { Paging } from "./_components/link/paging.tsx";
import { homePath } from "./_components/link/paths.ts";
import { SearchBox } from "./_components/site/search-box.tsx";
import { SearchHelp } from "./_components/site/search-help.tsx";
import { listCatalogJobs } from "./_data/jobs.ts";
import { findCatalogPage } from "./_data/models.ts";
import { listSpecimens } from "./_data/specimens.ts";

export const metadata: Metadata = { alternates: { canonical: "/" } };

export default async function HomePage({ searchParams }: PageProps<"/">): Promise<ReactNode> {
  await connection();
  const { cursor } = await searchParams;
  const [catalog, specimens, jobs] = await Promise.all([
    findCatalogPage(typeof cursor === "string" ? cursor : undefined),
    listSpecimens(),
    listCatalogJobs(),
  ]);
  // A cursor of another listing, as after editing the URL: the models from their start.
  if (!catalog) redirect("/");
  const [lead, ...others] = specimens;
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
      {catalog.items.map(({ model, sources }) => (
        <CatalogModel key={model.id} model={model} sources={sources} />
      ))}
      <Paging name="Pages of the models" page={catalog} path={homePath} />
    </>
  );
}
