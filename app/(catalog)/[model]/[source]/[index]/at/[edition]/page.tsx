import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { FeatureSheet } from "#app/_components/feature/feature-sheet.tsx";
import { findFeatureEdition } from "#app/_data/feature-editions.ts";
import { featurePath } from "#app/_components/link/paths.ts";
import { getParamsFeature, presentFeatureMetadata } from "#app/_data/feature-page.ts";
import { FeatureAddress } from "#lib/catalog/feature-address.ts";

type Props = PageProps<"/[model]/[source]/[index]/at/[edition]">;

// Rendered when first asked for, then kept: an edition never changes.
export const dynamic = "force-static";

export function generateStaticParams(): never[] {
  return [];
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return presentFeatureMetadata((await getParamsFeature(await params)).feature);
}

/** One edition of a feature's page. Visitors see the feature's own address: see proxy.ts. */
export default async function FeatureEditionPage({ params }: Props): Promise<ReactNode> {
  const { edition, ...address } = await params;
  const view = await getParamsFeature(address);
  // An edition of the past, if only by the moment since it was chosen, or one made up: what is current may be kept under its
  // own name alone, and the feature's address leads there.
  if (edition !== (await findFeatureEdition(FeatureAddress.parse(address)))) redirect(featurePath(view.feature));
  return <FeatureSheet view={view} />;
}
