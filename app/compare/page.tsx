import type { Metadata } from "next";
import type { ReactNode } from "react";
import { CompareSheet } from "#app/_components/compare/compare-sheet.tsx";
import { askForComparison, findNamedFeatures } from "#app/_data/compare.ts";

type Props = PageProps<"/compare">;

export const metadata: Metadata = {
  title: "Features side by side",
  description: "Features of language models side by side: what they fire on, where they point, and how often together.",
  robots: { index: false },
};

export default async function ComparePage({ searchParams }: Props): Promise<ReactNode> {
  const { feature = [] } = await searchParams;
  const named = await findNamedFeatures(typeof feature === "string" ? [feature] : feature);
  const { common } = named.features.length > 1 ? await askForComparison(named.features) : {};
  return <CompareSheet {...named} common={common} />;
}
