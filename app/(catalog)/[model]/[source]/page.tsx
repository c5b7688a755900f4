import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { sourcePath } from "#app/_components/link/paths.ts";
import { describeSource } from "#app/_components/source/describe-source.ts";
import { SourceSheet } from "#app/_components/source/source-sheet.tsx";
import { findFeaturePage, findTableMethods } from "#app/_data/feature-table.ts";
import { findSource } from "#app/_data/models.ts";
import { findSourceDensities } from "#app/_data/source-densities.ts";
import { findScatter } from "#app/_data/scatter.ts";
import { SourceAddress } from "#lib/catalog/feature-address.ts";
import { formatFeatureQuery, parseFeatureQuery } from "#lib/catalog/feature-query.ts";
import type { SourceInfo } from "#lib/catalog/schema.ts";

type Props = PageProps<"/[model]/[source]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const source = await getParamsSource(params);
  const address = `${source.model}/${source.id}`;
  return {
    title: address,
    description: `${describeSource(source)}, in ${source.model}.`,
    alternates: { canonical: `/${address}` },
  };
}

export default async function SourcePage({ params, searchParams }: Props): Promise<ReactNode> {
  const source = await getParamsSource(params);
  const address = { model: source.model, source: source.id };
  const { cursor, ...filters } = await searchParams;
  const query = parseFeatureQuery(filters);
  if (!query) redirect(sourcePath(address));
  const [page, methods, densities, scatter] = await Promise.all([
    findFeaturePage(address, query, { cursor: typeof cursor === "string" ? cursor : undefined }),
    findTableMethods(address),
    findSourceDensities(source),
    findScatter(source),
  ]);
  // A cursor of another listing, as after editing the URL: the same listing from its start.
  if (!page) redirect(sourcePath(address, formatFeatureQuery(query)));
  return <SourceSheet {...{ source, query, page, methods, densities, scatter }} />;
}

async function getParamsSource(params: Props["params"]): Promise<SourceInfo> {
  const address = SourceAddress.safeParse(await params);
  if (!address.success) notFound();
  return (await findSource(address.data.model, address.data.source)) ?? notFound();
}
