import "server-only";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { describeFeature } from "#app/_components/feature/describe-feature.ts";
import { findFeatureView, type FeatureView } from "#app/_data/features.ts";
import { FeatureAddress, formatFeatureAddress } from "#lib/catalog/feature-address.ts";
import type { FeatureDetail } from "#lib/catalog/schema.ts";

/** What a feature's page shows; answers 404 when the parameters name no feature. */
export async function getParamsFeature(params: Record<"model" | "source" | "index", string>): Promise<FeatureView> {
  const address = FeatureAddress.safeParse(params);
  if (!address.success) notFound();
  const { model, source, index } = address.data;
  return (await findFeatureView(model, source, index)) ?? notFound();
}

export function presentFeatureMetadata(feature: FeatureDetail): Metadata {
  const address = formatFeatureAddress(feature);
  const description = describeFeature(feature);
  return {
    title: address,
    description,
    alternates: { canonical: `/${address}` },
    openGraph: { title: address, description },
  };
}
