import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { EXPLAINER_TEXTS } from "#app/_components/method/explainer-texts.ts";
import { findMethod } from "#app/_components/method/find-method.ts";
import { MethodSheet } from "#app/_components/method/method-sheet.tsx";
import type { MethodText } from "#app/_components/method/method-text.ts";
import { FEATURE_SCORER_TEXTS, SCORER_TEXTS } from "#app/_components/method/scorer-texts.ts";

type Props = PageProps<"/methods/[name]">;

export const dynamicParams = false;

export function generateStaticParams(): { name: string }[] {
  return [...EXPLAINER_TEXTS, ...SCORER_TEXTS, ...FEATURE_SCORER_TEXTS].map(({ name }) => ({ name }));
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, title, summary } = await getParamsMethod(params);
  return { title, description: summary, alternates: { canonical: `/methods/${name}` } };
}

export default async function MethodPage({ params }: Props): Promise<ReactNode> {
  const method = await getParamsMethod(params);
  const does = EXPLAINER_TEXTS.includes(method) ? "Writes explanations" : "Scores explanations";
  return (
    <article>
      <p className="address">
        <Link href="/methods">methods</Link>
        <span className="text-quiet"> / {method.name}</span>
      </p>
      <h1 className="mt-2 text-title">{method.title}</h1>
      <p className="note mb-4">
        {does}, {method.asks ? "by asking a language model" : "without a language model"}.
      </p>
      <MethodSheet method={method} />
    </article>
  );
}

async function getParamsMethod(params: Props["params"]): Promise<MethodText> {
  return findMethod((await params).name) ?? notFound();
}
