"use client";
import { useState, type ReactNode } from "react";
import { FollowedSearch, SearchFailure } from "./followed-search.tsx";
import type { PackedTextSearch } from "./pack-text-search.ts";
import type { SourceOption } from "./source-choice.tsx";
import { TextExamples } from "./text-examples.tsx";
import { TextForm } from "./text-form.tsx";
import { TextResult } from "./text-result.tsx";
import { textSearchPath, type TextQuery } from "./text-query.ts";

/** What the site found while the page was held back; `idle` before anything was asked. */
export type FirstOutcome =
  | { kind: "idle" }
  | { kind: "pending" }
  | { kind: "failed"; reason: string }
  | { kind: "answered"; search: PackedTextSearch };

type Props = {
  query: TextQuery & { model: string };
  models: readonly { id: string; name: string }[];
  sources: readonly SourceOption[];
  first: FirstOutcome;
};

/** The form and what came of it. A text that no address holds is searched from here, and the page says that it cannot be shared. */
export function TextSearch({ query, models, sources, first }: Props): ReactNode {
  const address = textSearchPath(query);
  const [long, setLong] = useState<{ query: TextQuery; askedAt: string }>();
  // Until something else is asked by address.
  const ownText = long?.askedAt === address ? long.query : undefined;
  return (
    <>
      <TextForm
        key={query.model}
        query={query}
        models={models}
        sources={sources}
        onLongText={(asked) => setLong({ query: asked, askedAt: address })}
      />
      {ownText ? (
        <>
          <p className="note mt-4">
            This text is too long for an address: the result below cannot be shared by a link.
          </p>
          <FollowedSearch text={ownText.text} model={query.model} sources={ownText.sources} />
        </>
      ) : (
        <Found key={address} query={query} first={first} />
      )}
    </>
  );
}

function Found({ query, first }: Pick<Props, "query" | "first">): ReactNode {
  switch (first.kind) {
    case "idle":
      return <TextExamples query={query} />;
    case "pending":
      return <FollowedSearch text={query.text} model={query.model} sources={query.sources} />;
    case "failed":
      return <SearchFailure reason={first.reason} />;
    case "answered":
      return <TextResult search={first.search} />;
  }
}
