import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { featurePath, modelPath, sourcePath } from "#app/_components/link/paths.ts";
import { plural } from "#app/_components/number/format.ts";
import { parseSearch } from "#app/_components/search/parse-search.ts";
import { TokenMatchesSection } from "#app/_components/search/token-matches.tsx";
import { SearchBox } from "#app/_components/site/search-box.tsx";
import { SearchHelp } from "#app/_components/site/search-help.tsx";
import { findModel } from "#app/_data/models.ts";
import { findTokenMatches, listSourcesNamed } from "#app/_data/search.ts";
import type { FeatureAddress } from "#lib/catalog/feature-address.ts";

export const metadata: Metadata = { title: "Find", robots: { index: false } };

export default async function SearchPage({ searchParams }: PageProps<"/search">): Promise<ReactNode> {
  const { q } = await searchParams;
  const typed = typeof q === "string" ? q : "";
  const target = parseSearch(typed);
  if (!target) return <Found typed={typed}>{null}</Found>;
  if (target.kind === "feature") redirect(featurePath(target.address));
  if (target.kind === "source") redirect(sourcePath(target.address));
  if (target.kind === "feature-in") {
    const { sources, total } = await listSourcesNamed(target.source);
    const features = sources.map((source) => ({ ...source, index: target.index }));
    const [only] = features;
    if (only && features.length === 1) redirect(featurePath(only));
    return (
      <Found typed={typed}>
        {features.length === 0 ? <p>No source here is called {target.source}.</p> : <Choices features={features} />}
        {total > features.length ? (
          <p className="note">
            {plural(total - features.length, "more model")} here {total - features.length === 1 ? "has" : "have"} a
            source of that name; write the model before it.
          </p>
        ) : null}
      </Found>
    );
  }
  if (target.model && (await findModel(target.model))) redirect(modelPath(target.model));
  const matches = await findTokenMatches(target.text);
  return (
    <Found typed={typed}>
      {matches.length === 0 ? <p>No feature has a top or output token that holds “{target.text}”.</p> : null}
      {matches.map((found) => (
        <TokenMatchesSection key={`${found.source.model}/${found.source.source}`} matches={found} token={target.text} />
      ))}
    </Found>
  );
}

function Found({ typed, children }: { typed: string; children: ReactNode }): ReactNode {
  return (
    <>
      <h1 className="sr-only">Find</h1>
      <div className="max-w-measure pb-6 pt-2">
        <SearchBox name="q-page" value={typed} large />
        <SearchHelp id="q-page-help" />
      </div>
      {children}
    </>
  );
}

function Choices({ features }: { features: readonly FeatureAddress[] }): ReactNode {
  return (
    <ul>
      {features.map((feature) => (
        <li key={feature.model}>
          <Link href={featurePath(feature)}>{featurePath(feature).slice(1)}</Link>
        </li>
      ))}
    </ul>
  );
}
