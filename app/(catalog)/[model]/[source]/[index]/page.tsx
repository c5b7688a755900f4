import type { Metadata } from "next";
import type { ReactNode } from "react";
import { FeatureSheet } from "#app/_components/feature/feature-sheet.tsx";
import { getParamsFeature, presentFeatureMetadata } from "#app/_data/feature-page.ts";

type Props = PageProps<"/[model]/[source]/[index]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return presentFeatureMetadata((await getParamsFeature(await params)).feature);
}

/** A feature's page, or 404. What exists is usually answered by its edition (proxy.ts); this renders it anew. */
export default async function FeaturePage({ params }: Props): Promise<ReactNode> {
  return <FeatureSheet view={await getParamsFeature(await params)} />;
}
