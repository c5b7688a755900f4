import type { ReactNode } from "react";
import { nameLiveToken } from "#app/_components/live/live-passage.ts";
import { formatOneIn, formatShare, formatValue } from "#app/_components/number/format.ts";
import { strengthOf, tokenScore } from "#lib/search/text/score.ts";
import { FeatureAddressLink, FeatureLabel, TraceButton } from "./feature-line.tsx";
import type { PackedFeature, PackedTextSearch } from "./pack-text-search.ts";

type Props = {
  search: PackedTextSearch;
  position: number;
  traced: number | undefined;
  onTrace: (feature: number) => void;
};

/** The best features of one token. */
export function TokenPanel({ search, position, traced, onTrace }: Props): ReactNode {
  const features = search.byToken[position] ?? [];
  return (
    <section aria-labelledby="token-features">
      <h3 id="token-features" className="text-read">
        On token {position + 1}, “{nameLiveToken(search, position)}”
      </h3>
      {features.length === 0 ? (
        <p className="note">
          {search.special.includes(position)
            ? "A special token: the catalog’s figures leave it out, and so does this."
            : "No ranked feature of these sources fires here."}
        </p>
      ) : (
        <ol className="token-features">
          {features.map((ordinal) => {
            const feature = search.features[ordinal];
            if (!feature) return null;
            return (
              <TokenFeature
                key={ordinal}
                model={search.model}
                feature={feature}
                value={feature.values[feature.positions.indexOf(position)] ?? 0}
                isTraced={ordinal === traced}
                onTrace={() => onTrace(ordinal)}
              />
            );
          })}
        </ol>
      )}
    </section>
  );
}

type FeatureProps = {
  model: string;
  feature: PackedFeature;
  value: number;
  isTraced: boolean;
  onTrace: () => void;
};

function TokenFeature({ model, feature, value, isTraced, onTrace }: FeatureProps): ReactNode {
  const { maxActivation, surprise, density, source, index } = feature;
  const strength = strengthOf(value, maxActivation);
  return (
    <li>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <FeatureAddressLink model={model} feature={feature} />
        <span className="note">
          <strong className="font-medium text-ink">{formatValue(tokenScore(strength, surprise))}</strong> bits
        </span>
      </div>
      <p className="font-serif">
        <FeatureLabel feature={feature} />
      </p>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className="note">
          {formatValue(value)}, {formatShare(strength)} of its largest; on {formatOneIn(density)} in the corpus
        </span>
        <TraceButton isTraced={isTraced} onTrace={onTrace} name={`${source}/${index}`} />
      </div>
    </li>
  );
}
