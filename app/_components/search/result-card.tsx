import Link from "next/link";
import type { ReactNode } from "react";
import { CompareTick } from "#app/_components/compare/compare-ticks.tsx";
import { Passage } from "#app/_components/example/passage.tsx";
import { isStatistical } from "#app/_components/explanation/describe-explanation.ts";
import { ScoreFigure } from "#app/_components/explanation/score-figure.tsx";
import { StatisticalMark } from "#app/_components/explanation/statistical-mark.tsx";
import { featurePath } from "#app/_components/link/paths.ts";
import { formatOneIn, formatShare } from "#app/_components/number/format.ts";
import type { ActivationExample } from "#lib/catalog/schema.ts";
import type { SearchHit } from "#lib/search/search-views.ts";
import { describeMatch } from "./describe-match.ts";
import { FoundTokens } from "./found-tokens.tsx";
import { Highlighted } from "./highlighted.tsx";

const NEAR = { before: 16, after: 20 } as const;

type Props = { hit: SearchHit; example: ActivationExample | undefined };

/** A feature that was found: which, what it is said to be and how well that holds, and where it fires. */
export function ResultCard({ hit, example }: Props): ReactNode {
  const { address, density, maxActivation, topTokens, outputTokens, highlights } = hit;
  const match = describeMatch(hit);
  return (
    <li className="result">
      <div className="result-head">
        <h2 className="address">
          <CompareTick feature={hit} />
          <Link href={featurePath(hit)} prefetch={false}>
            {address}
          </Link>
        </h2>
        <p className="note">
          {match === undefined ? null : (
            <span title="How well its words match, 0 to 1, and how near its meaning is">{match}</span>
          )}
          <span title={`${formatShare(density)} of the counted tokens`}>{formatOneIn(density)} tokens</span>
        </p>
      </div>
      <Explained hit={hit} />
      {example ? <Passage example={example} max={maxActivation} near={NEAR} /> : null}
      <dl className="note result-tokens">
        <dt>fires on</dt>
        <dd>
          <FoundTokens texts={topTokens} matching={highlights.topTokens} />
        </dd>
        <dt>promotes</dt>
        <dd>
          <FoundTokens texts={outputTokens} matching={highlights.outputTokens} />
        </dd>
      </dl>
    </li>
  );
}

function Explained({ hit: { explanation, highlights } }: Pick<Props, "hit">): ReactNode {
  if (!explanation) return <p className="note">Not explained yet.</p>;
  const { text, score } = explanation;
  const statistical = isStatistical(explanation);
  return (
    <>
      <p className="explanation-text" dir="auto">
        {statistical ? "Fires on " : ""}
        <Highlighted text={text} highlights={highlights.explanation} />
      </p>
      <p className="score-line">
        {score?.state === "scored" ? (
          <ScoreFigure score={score} />
        ) : (
          <span className="note">
            {score ? (score.why ?? "Not enough held-out text for a figure.") : "Not scored."}
          </span>
        )}
        {statistical ? <StatisticalMark /> : null}
      </p>
    </>
  );
}
