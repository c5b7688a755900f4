import type { ReactNode } from "react";
import { ScoreFigure } from "#app/_components/explanation/score-figure.tsx";
import { passageHtml } from "#app/_components/example/passage-html.ts";
import { packPassage, trimPassage } from "#app/_components/example/passage-text.ts";
import { formatOneIn, formatShare, formatValue, plural } from "#app/_components/number/format.ts";
import { FeatureAddressLink, FeatureLabel, TraceButton } from "./feature-line.tsx";
import { nameLiveToken } from "#app/_components/live/live-passage.ts";
import type { PackedTextSearch, TextCard as Card } from "./pack-text-search.ts";

/** Tokens around the strongest one. */
const NEAR = { before: 12, after: 14 };

type Props = { search: PackedTextSearch; card: Card; isTraced: boolean; onTrace: () => void };

/** A feature of the whole text: what it is, where in the text it fires, and why it stands where it stands. */
export function TextCard({ search, card, isTraced, onTrace }: Props): ReactNode {
  const feature = search.features[card.feature];
  if (!feature) return null;
  const { positions, values, density, maxActivation } = feature;
  const { peak, strength, score, aboveMaximum, explanation } = card;
  const { tokens, fragments } = search;
  const passage = trimPassage(packPassage({ tokens, fragments, positions, values, peak }, NEAR));
  const largest = Math.max(...values);
  return (
    <li className="text-card">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <FeatureAddressLink model={search.model} feature={feature} />
        <span className="note">
          <strong className="font-medium text-ink">{formatValue(score)}</strong> bits
        </span>
      </div>
      <p className="font-serif">
        <FeatureLabel feature={feature} />
      </p>
      <p
        className="passage"
        dir="auto"
        dangerouslySetInnerHTML={{ __html: passageHtml(passage, Math.max(maxActivation, largest)) }}
      />
      <p className="note">
        “{nameLiveToken(search, peak)}” at {formatValue(largest)},{" "}
        {aboveMaximum
          ? `above its largest in the corpus, ${formatValue(maxActivation)}`
          : `${formatShare(strength)} of its largest, ${formatValue(maxActivation)}`}
        ; on {plural(positions.length, "token")} here, on {formatOneIn(density)} in the corpus.
      </p>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        {explanation?.score ? <ScoreFigure score={explanation.score} /> : <span />}
        <TraceButton isTraced={isTraced} onTrace={onTrace} name={`${feature.source}/${feature.index}`} />
      </div>
    </li>
  );
}
