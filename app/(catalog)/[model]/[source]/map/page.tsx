import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { mapPath } from "#app/_components/link/paths.ts";
import { isMapColour } from "#app/_components/map/map-colours.ts";
import { MapSheet } from "#app/_components/map/map-sheet.tsx";
import { findMapView } from "#app/_data/map.ts";
import { findSource } from "#app/_data/models.ts";
import { SourceAddress } from "#lib/catalog/feature-address.ts";

type Props = PageProps<"/[model]/[source]/map">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const source = await getParamsSource(params);
  return {
    title: `Map of ${source.model}/${source.source}`,
    description: `The features of ${source.model}/${source.source} laid out by their decoder directions, in clusters.`,
    alternates: { canonical: mapPath(source) },
  };
}

export default async function MapPage({ params, searchParams }: Props): Promise<ReactNode> {
  const source = await getParamsSource(params);
  const { colour } = await searchParams;
  return (
    <MapSheet
      source={source}
      view={await findMapView(source)}
      colour={typeof colour === "string" && isMapColour(colour) ? colour : "cluster"}
    />
  );
}

async function getParamsSource(params: Props["params"]): Promise<SourceAddress> {
  const address = SourceAddress.safeParse(await params);
  if (!address.success) notFound();
  const { model, source } = address.data;
  return (await findSource(model, source)) ? address.data : notFound();
}
