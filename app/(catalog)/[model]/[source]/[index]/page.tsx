import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { FeatureSheet } from "#app/_components/feature/feature-sheet.tsx";
import { describeFeature } from "#app/_components/feature/describe-feature.ts";
import { findFeatureView, type FeatureView } from "#app/_data/features.ts";
import { FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";

type Props = PageProps<"/[model]/[source]/[index]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { feature } = await getView(params);
  const address = formatFeatureAddress(feature);
  const description = describeFeature(feature);
  return {
    title: address,
    description,
    alternates: { canonical: `/${address}` },
    openGraph: { title: address, description },
  };
}

export default async function FeaturePage({ params }: Props): Promise<ReactNode> {
  return <FeatureSheet view={await getView(params)} />;
}

async function getView(params: Props["params"]): Promise<FeatureView> {
  const address = FeatureAddress.safeParse(await params);
  if (!address.success) notFound();
  const { model, source, index } = address.data;
  return (await findFeatureView(model, source, index)) ?? notFound();
}
