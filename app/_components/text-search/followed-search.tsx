"use client";
import { useEffect, useState, type ReactNode } from "react";
import { formatCount } from "#app/_components/number/format.ts";
import type { TextProgress } from "#lib/search/text/schema.ts";
import { followTextSearch } from "./follow-text-search.ts";
import { packTextSearch, type PackedTextSearch } from "./pack-text-search.ts";
import { TextResult } from "./text-result.tsx";

type State =
  | { kind: "waiting"; progress: TextProgress | undefined }
  | { kind: "failed"; reason: string }
  | { kind: "answered"; search: PackedTextSearch };

/** A search that takes longer than a page is held back, or whose text no address holds: followed from here. */
export function FollowedSearch({
  text,
  model,
  sources,
}: {
  text: string;
  model: string;
  sources: string[];
}): ReactNode {
  const [state, setState] = useState<State>({ kind: "waiting", progress: undefined });
  const chosen = sources.join(",");
  useEffect(() => {
    const stop = new AbortController();
    const onProgress = (progress: TextProgress) => setState({ kind: "waiting", progress });
    const asked = { text, model, sources: chosen === "" ? [] : chosen.split(",") };
    void followTextSearch(asked, onProgress, stop.signal).then((outcome) => {
      if (stop.signal.aborted) return;
      setState(outcome.kind === "failed" ? outcome : { kind: "answered", search: packTextSearch(outcome.answer) });
    });
    return () => stop.abort();
  }, [text, model, chosen]);
  if (state.kind === "answered") return <TextResult search={state.search} />;
  if (state.kind === "failed") return <SearchFailure reason={state.reason} />;
  const { progress } = state;
  return (
    <section className="section" aria-label="What fires here">
      <p className="note" role="status">
        {describeProgress(progress)}
      </p>
      {progress?.stage === "reading" ? (
        <span className="bar mt-2 max-w-measure">
          <span style={{ width: `${Math.round((100 * progress.done) / Math.max(1, progress.total))}%` }} />
        </span>
      ) : null}
      <noscript>
        <p className="note mt-2">The model takes longer than a page can wait. Reload in a moment to ask again.</p>
      </noscript>
    </section>
  );
}

/** Why there is no answer: never to be mistaken for a text on which nothing fires. */
export function SearchFailure({ reason }: { reason: string }): ReactNode {
  return (
    <section className="section" aria-label="What fires here">
      <p className="text-alarm" role="alert">
        {reason}
      </p>
    </section>
  );
}

function describeProgress(progress: TextProgress | undefined): string {
  if (!progress) return "Asking a worker…";
  const { stage, done, total } = progress;
  if (stage === "waiting") return `Waiting for ${total === 1 ? "another text" : `${formatCount(total)} other texts`}…`;
  if (stage === "loading") return "Loading the model and its sources…";
  return `Reading: ${formatCount(done)} of ${formatCount(total)} tokens…`;
}
