"use client";
import { useState, type ReactNode } from "react";
import { formatCount, formatDuration, plural } from "#app/_components/number/format.ts";
import type { PackedTextSearch } from "./pack-text-search.ts";
import { RankingNote } from "./ranking-note.tsx";
import { TextCard } from "./text-card.tsx";
import { TokenPanel } from "./token-panel.tsx";
import { TokenStrip } from "./token-strip.tsx";

/** What fires on a text: as a whole, or on the token that is chosen in it, with one feature shown over the text. */
export function TextResult({ search }: { search: PackedTextSearch }): ReactNode {
  const [chosen, setChosen] = useState<number>();
  const [traced, setTraced] = useState<number>();
  const trace = (feature: number) => setTraced(feature === traced ? undefined : feature);
  const shown = traced === undefined ? undefined : search.features[traced];
  return (
    <section className="section" aria-labelledby="text-result">
      <div className="section-head">
        <h2 id="text-result">What fires here</h2>
        <ViewChoice byToken={chosen !== undefined} onByToken={(byToken) => setChosen(byToken ? 0 : undefined)} />
      </div>
      <Summary search={search} />
      <div className="text-columns">
        <div className="text-strip-place">
          <p className="note needs-script" aria-live="polite">
            {shown
              ? `${shown.source}/${shown.index} over the text: on ${plural(shown.positions.length, "token")}.`
              : "Choose a token for its features, or a feature to see it over the text."}
          </p>
          <TokenStrip search={search} chosen={chosen} traced={shown} onChoose={setChosen} />
          <div className="mt-4 max-lg:hidden">
            <RankingNote />
          </div>
        </div>
        <div className="min-w-0">
          {chosen === undefined ? (
            <WholeText search={search} traced={traced} onTrace={trace} />
          ) : (
            <TokenPanel search={search} position={chosen} traced={traced} onTrace={trace} />
          )}
          <div className="mt-4 lg:hidden">
            <RankingNote />
          </div>
        </div>
      </div>
    </section>
  );
}

function ViewChoice({ byToken, onByToken }: { byToken: boolean; onByToken: (byToken: boolean) => void }): ReactNode {
  return (
    <div className="choice needs-script" role="radiogroup" aria-label="Features of">
      {[false, true].map((is) => (
        <label key={String(is)}>
          <input type="radio" name="text-view" checked={byToken === is} onChange={() => onByToken(is)} />
          {is ? "By token" : "Whole text"}
        </label>
      ))}
    </div>
  );
}

type WholeProps = { search: PackedTextSearch; traced: number | undefined; onTrace: (feature: number) => void };

function WholeText({ search, traced, onTrace }: WholeProps): ReactNode {
  if (search.cards.length === 0) return <p>No ranked feature of these sources fires on this text.</p>;
  return (
    <ol aria-label="Features of the whole text, best first">
      {search.cards.map((card) => (
        <TextCard
          key={card.feature}
          search={search}
          card={card}
          isTraced={card.feature === traced}
          onTrace={() => onTrace(card.feature)}
        />
      ))}
    </ol>
  );
}

function Summary({
  search: { tokens, sources, active, windows, elapsedMs, cards },
}: {
  search: PackedTextSearch;
}): ReactNode {
  const unranked = sources.reduce((sum, source) => sum + source.unranked, 0);
  const took = elapsedMs < 10_000 ? `${formatCount(elapsedMs)} ms` : formatDuration(elapsedMs / 1000);
  return (
    <div className="mb-4 space-y-1">
      <p className="note">
        {plural(tokens.length, "token")}, read in {took}. Of {plural(active, "feature")} that{" "}
        {active === 1 ? "fires" : "fire"} in {sources.map(({ id }) => id).join(", ")}, the first {cards.length}.
        {windows.length > 0 ? " The text is longer than the model’s context and was read in parts, each anew." : ""}
        {unranked > 0
          ? ` ${plural(unranked, "more feature")} never fired in the corpus: there is no maximum to compare with.`
          : ""}
      </p>
      <noscript>
        <p className="note">Choosing a token or a feature needs JavaScript; the list below does not.</p>
      </noscript>
    </div>
  );
}
