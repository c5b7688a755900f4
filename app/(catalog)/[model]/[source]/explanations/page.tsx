import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { QualitySheet } from "#app/_components/explanation-quality/quality-sheet.tsx";
import { explanationQualityPath } from "#app/_components/link/paths.ts";
import { findExplanationQuality } from "#app/_data/explanations.ts";
import { SourceAddress } from "#lib/catalog/feature-address.ts";

type Props = PageProps<"/[model]/[source]/explanations">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { model, source } = await getParamsSource(params);
  return {
    title: `Explanations of ${model}/${source}`,
    description: `How well each method explains the features of ${model}/${source}, beside what it must beat.`,
    alternates: { canonical: explanationQualityPath({ model, source }) },
  };
}

export default async function ExplanationQualityPage({ params }: Props): Promise<ReactNode> {
  const quality = await findExplanationQuality(await getParamsSource(params));
  return quality ? <QualitySheet quality={quality} /> : notFound();
}

async function getParamsSource(params: Props["params"]): Promise<SourceAddress> {
  const address = SourceAddress.safeParse(await params);
  return address.success ? address.data : notFound();
}
