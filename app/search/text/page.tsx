import type { Metadata } from "next";
import type { ReactNode } from "react";
import { plural } from "#app/_components/number/format.ts";
import { packTextSearch } from "#app/_components/text-search/pack-text-search.ts";
import { readTextQuery } from "#app/_components/text-search/text-query.ts";
import { TextSearch, type FirstOutcome } from "#app/_components/text-search/text-search.tsx";
import { findTextSearch, listTextModels, listTextSources } from "#app/_data/text-search.ts";
import { chooseSources } from "#lib/search/text/choose-sources.ts";

export const metadata: Metadata = {
  title: "Find features by a text",
  description: "Paste a text and see which features of a language model fire on it, as a whole and token by token.",
  alternates: { canonical: "/search/text" },
  robots: { index: false },
};

const KINDS = { sae: "SAE", transcoder: "transcoder", directions: "directions", neurons: "raw neurons" } as const;

export default async function TextSearchPage({ searchParams }: PageProps<"/search/text">): Promise<ReactNode> {
  const asked = readTextQuery(await searchParams);
  const models = await listTextModels();
  const model = models.find(({ id }) => id === asked.model) ?? models[0];
  const sources = model ? await listTextSources(model.id) : [];
  if (!model || sources.length === 0) return <Titled>{NOTHING_THERE}</Titled>;
  // Sources of another model, as after choosing one without a script: its own instead.
  const named = asked.sources.filter((id) => sources.some((source) => source.id === id));
  const query = { text: asked.text, model: model.id, sources: named.length > 0 ? named : chooseSources(sources) };
  return (
    <Titled>
      <TextSearch
        query={query}
        models={models.map(({ id, name }) => ({ id, name }))}
        sources={sources.map(({ id, kind, layer, features }) => ({
          id,
          what: `${KINDS[kind]} at layer ${layer}, ${plural(features, "feature")}`,
        }))}
        first={await findFirst(query)}
      />
    </Titled>
  );
}

const NOTHING_THERE = (
  <p>No source of a model has computed features yet; when one has, a text can be searched in it here.</p>
);

function Titled({ children }: { children: ReactNode }): ReactNode {
  return (
    <>
      <h1 className="text-title pb-3">Which features fire on a text</h1>
      {children}
    </>
  );
}

async function findFirst(query: { text: string; model: string; sources: string[] }): Promise<FirstOutcome> {
  if (query.text.trim() === "") return { kind: "idle" };
  const outcome = await findTextSearch(query);
  return outcome.kind === "answered" ? { kind: "answered", search: packTextSearch(outcome.answer) } : outcome;
}
