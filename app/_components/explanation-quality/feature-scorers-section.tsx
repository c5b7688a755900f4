import Link from "next/link";
import type { ReactNode } from "react";
import { formatFigure, metricName } from "#app/_components/explanation/describe-score.ts";
import { methodPath } from "#app/_components/link/paths.ts";
import { methodTitle } from "#app/_components/method/find-method.ts";
import { formatCount, formatShare } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import type { FeatureScorerQuality } from "#lib/explain/quality-view.ts";

type Props = { scorers: readonly FeatureScorerQuality[]; features: number };

/** How a source's features do by scorers that need no explanation: how many have anything to explain. */
export function FeatureScorersSection({ scorers, features }: Props): ReactNode {
  if (scorers.length === 0) return null;
  return (
    <section className="section" aria-labelledby="feature-scorers">
      <h2 id="feature-scorers">Features themselves, without an explanation</h2>
      <WideContent name="Scores of features without an explanation">
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">By</th>
              <th scope="col" className="num">
                Enough text to score
              </th>
              <th scope="col" className="num">
                Surely above the baseline
              </th>
              <th scope="col" className="num">
                Median
              </th>
              <th scope="col" className="num">
                Half of them
              </th>
              <th scope="col" className="num">
                Median of their best baselines
              </th>
            </tr>
          </thead>
          <tbody>
            {scorers.map((scorer) => (
              <Row key={scorer.scorer} scorer={scorer} features={features} />
            ))}
          </tbody>
        </table>
      </WideContent>
    </section>
  );
}

function Row({
  scorer: { scorer, metric, scored, beatBaseline, quartiles, baselineMedian },
  features,
}: {
  scorer: FeatureScorerQuality;
  features: number;
}): ReactNode {
  const show = (value: number | null | undefined) =>
    value === null || value === undefined ? "none" : formatFigure(value, metric);
  return (
    <tr>
      <th scope="row">
        <Link href={methodPath(scorer)}>{methodTitle(scorer)}</Link>
        <span className="note block max-md:hidden">{metricName(metric)}</span>
      </th>
      <Share count={scored} of={features} />
      <Share count={beatBaseline} of={features} />
      <td className="num">{show(quartiles?.median)}</td>
      <td className="num">{quartiles ? `${show(quartiles.low)} to ${show(quartiles.high)}` : "none"}</td>
      <td className="num">{show(baselineMedian)}</td>
    </tr>
  );
}

function Share({ count, of }: { count: number; of: number }): ReactNode {
  return (
    <td className="num">
      {formatCount(count)} <span className="text-quiet">{of > 0 ? formatShare(count / of) : ""}</span>
    </td>
  );
}
