import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { CoherenceSheet } from "#app/_components/coherence/coherence-sheet.tsx";
import { coherencePath } from "#app/_components/link/paths.ts";
import { findCoherence } from "#app/_data/explanations.ts";
import { FeatureAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureCoherence } from "#lib/explain/coherence-view.ts";

type Props = PageProps<"/[model]/[source]/[index]/coherence">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { feature } = await getParamsCoherence(params);
  return {
    title: `Coherence of ${feature.address}`,
    description: "Whether the passages in which the feature fires hang together, with sets of them for and against it.",
    alternates: { canonical: coherencePath(feature) },
  };
}

export default async function CoherencePage({ params }: Props): Promise<ReactNode> {
  return <CoherenceSheet coherence={await getParamsCoherence(params)} />;
}

async function getParamsCoherence(params: Props["params"]): Promise<FeatureCoherence> {
  const address = FeatureAddress.safeParse(await params);
  if (!address.success) notFound();
  return (await findCoherence(address.data)) ?? notFound();
}
