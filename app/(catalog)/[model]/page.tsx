import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { ModelSheet } from "#app/_components/model/model-sheet.tsx";
import { listCorporaOf } from "#app/_data/corpora.ts";
import { findModel, listCatalogSources } from "#app/_data/models.ts";
import { ModelAddress } from "#lib/catalog/feature-address.ts";
import type { ModelDetail } from "#lib/catalog/schema.ts";

type Props = PageProps<"/[model]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, name, description } = await getParamsModel(params);
  return { title: name, description: description || `What is inside ${name}.`, alternates: { canonical: `/${id}` } };
}

export default async function ModelPage({ params }: Props): Promise<ReactNode> {
  const model = await getParamsModel(params);
  const [sources, corpora] = await Promise.all([listCatalogSources(model.id), listCorporaOf(model.id)]);
  return <ModelSheet model={model} sources={sources} corpora={corpora} />;
}

async function getParamsModel(params: Props["params"]): Promise<ModelDetail> {
  const address = ModelAddress.safeParse(await params);
  if (!address.success) notFound();
  return (await findModel(address.data.model)) ?? notFound();
}
