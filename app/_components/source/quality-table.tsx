import type { ReactNode } from "react";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import { formatCount, formatShare, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import type { SourceInfo, SourceQuality } from "#lib/catalog/schema.ts";

type Figure = {
  name: string;
  how: string;
  value: string;
  scale?: { value: number; baseline: number };
  against: string;
};

/** What was measured on held-out documents, each figure beside what it must beat. */
export function QualityTable({ source }: { source: SourceInfo }): ReactNode {
  const { quality, summary, kind, features } = source;
  const figures = [...(quality ? measured(quality, features) : []), ...(summary ? [deadFigure(source)] : [])];
  if (figures.length === 0) return <p className="note">Not measured yet.</p>;
  return (
    <>
      <WideContent name="Quality figures">
        <table className="sheet">
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col" className="num">
                Measured
              </th>
              <th scope="col" className="max-md:hidden">
                <span className="sr-only">On a scale from 0 to 1</span>
              </th>
              <th scope="col">Against</th>
            </tr>
          </thead>
          <tbody>
            {figures.map(({ name, how, value, scale, against }) => (
              <tr key={name}>
                <th scope="row">
                  {name} <span className="note block">{how}</span>
                </th>
                <td className="num text-read font-serif">{value}</td>
                <td className="max-md:hidden">{scale ? <FigureScale {...scale} /> : null}</td>
                <td>{against}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
      <p className="note mt-1">
        {quality
          ? `On ${formatCount(quality.tokens)} tokens of ${formatCount(quality.documents)} held-out documents. Losses in nats a token.`
          : kind === "neurons"
            ? "Raw neurons reconstruct nothing, so there is no variance explained and no loss recovered to state."
            : "Reconstruction is not measured yet."}
      </p>
    </>
  );
}

function measured(quality: SourceQuality, features: number): Figure[] {
  const {
    fve,
    pcaFve,
    pcaRank,
    ceClean,
    ceWithSource,
    ceZeroAblated,
    ceMeanAblated,
    ceRecoveredZero,
    ceRecoveredMean,
    l0,
  } = quality;
  return [
    {
      name: "Variance explained",
      how: "1 − Σ‖x − x̂‖² / Σ‖x − x̄‖²",
      value: formatValue(fve),
      scale: { value: fve, baseline: pcaFve },
      against: `${formatValue(pcaFve)} by PCA of rank ${pcaRank}`,
    },
    {
      name: "Loss recovered, against zero",
      how: "(ablated − with source) / (ablated − clean)",
      value: formatValue(ceRecoveredZero),
      scale: { value: ceRecoveredZero, baseline: 0 },
      against: `clean ${formatValue(ceClean)}, with source ${formatValue(ceWithSource)}, zeroed ${formatValue(ceZeroAblated)}`,
    },
    {
      name: "Loss recovered, against mean",
      how: "the same, with the mean in place of zero: the harder test",
      value: formatValue(ceRecoveredMean),
      scale: { value: ceRecoveredMean, baseline: 0 },
      against: `mean in its place ${formatValue(ceMeanAblated)}`,
    },
    {
      name: "L0",
      how: "active features a token, on average",
      value: formatValue(l0),
      against: `${formatCount(features)} features`,
    },
  ];
}

function deadFigure({ summary, features }: SourceInfo): Figure {
  const dead = summary?.dead ?? 0;
  return {
    name: "Dead features",
    how: "never active on the counted tokens",
    value: formatShare(dead / features),
    against: `${formatCount(dead)} of ${formatCount(features)} over ${formatCount(summary?.tokens ?? 0)} tokens; more text wakes some`,
  };
}
