import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import * as z from "zod";
import { EvidenceSheet } from "#app/_components/evidence/evidence-sheet.tsx";
import { explanationSentence } from "#app/_components/explanation/describe-explanation.ts";
import { explanationPath } from "#app/_components/link/paths.ts";
import { findEvidence } from "#app/_data/explanations.ts";
import { FeatureAddress, FeatureIndex } from "#lib/catalog/feature-address.ts";
import type { ExplanationEvidence } from "#lib/explain/evidence-view.ts";

type Props = PageProps<"/[model]/[source]/[index]/explanations/[id]">;

/** Ids are whole numbers that fit the same column as an index. */
const Params = z.object({ ...FeatureAddress.shape, id: FeatureIndex });

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { feature, explanation } = await getParamsEvidence(params);
  return {
    title: `Explanation ${explanation.id} of ${feature.address}`,
    description: `${explanationSentence(explanation)}: its score, its baselines and held-out text for and against it.`,
    alternates: { canonical: explanationPath(feature, explanation.id) },
  };
}

export default async function EvidencePage({ params }: Props): Promise<ReactNode> {
  return <EvidenceSheet evidence={await getParamsEvidence(params)} />;
}

async function getParamsEvidence(params: Props["params"]): Promise<ExplanationEvidence> {
  const parsed = Params.safeParse(await params);
  if (!parsed.success) notFound();
  const { id, ...feature } = parsed.data;
  return (await findEvidence(feature, id)) ?? notFound();
}
