import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import type { ReactNode } from "react";
import { modelPath } from "#app/_components/link/paths.ts";
import { ModelSheet } from "#app/_components/model/model-sheet.tsx";
import { listCorporaOf } from "#app/_data/corpora.ts";
import { findModel, findSourcePage } from "#app/_data/models.ts";
import { ModelAddress } from "#lib/catalog/feature-address.ts";
import { PAGE_LIMIT } from "#lib/catalog/page.ts";
import type { ModelDetail } from "#lib/catalog/schema.ts";

type Props = PageProps<"/[model]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, name, description } = await getParamsModel(params);
  return { title: name, description: description || `What is inside ${name}.`, alternates: { canonical: `/${id}` } };
}

export default async function ModelPage({ params, searchParams }: Props): Promise<ReactNode> {
  const model = await getParamsModel(params);
  const { cursor } = await searchParams;
  const [sources, corpora] = await Promise.all([
    findSourcePage(model.id, { cursor: typeof cursor === "string" ? cursor : undefined, limit: PAGE_LIMIT.max }),
    listCorporaOf(model.id),
  ]);
  // A cursor of another listing, as after editing the URL: the sources from their start.
  if (!sources) redirect(modelPath(model.id));
  return <ModelSheet model={model} sources={sources} corpora={corpora} />;
}

async function getParamsModel(params: Props["params"]): Promise<ModelDetail> {
  const address = ModelAddress.safeParse(await params);
  if (!address.success) notFound();
  return (await findModel(address.data.model)) ?? notFound();
}
