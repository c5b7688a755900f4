import type { ReactNode } from "react";
import { FigureScale } from "#app/_components/number/figure-scale.tsx";
import { formatCount } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { describeIntervals, describePublished, listQualityFigures } from "./quality-figures.ts";

const NOT_MEASURED = {
  sae: "Reconstruction is not measured yet.",
  transcoder: "Reconstruction is not measured yet.",
  directions:
    "Chosen directions reconstruct nothing, so there is no variance explained and no loss recovered to state.",
  neurons: "Raw neurons reconstruct nothing, so there is no variance explained and no loss recovered to state.",
} as const;

/** What was measured on held-out documents, each figure beside what it must beat. */
export function QualityTable({ source }: { source: SourceInfo }): ReactNode {
  const { quality, kind } = source;
  const { figures, published: theirs } = listQualityFigures(source);
  if (figures.length === 0) return <p className="note">Not measured yet.</p>;
  return (
    <>
      <WideContent name="Quality figures">
        <table className="sheet">
          <TableHead
            columns={[
              "Figure",
              numeric("Measured"),
              ...(theirs ? [numeric("Published")] : []),
              { heading: <span className="sr-only">On a scale from 0 to 1</span>, className: "max-md:hidden" },
              "Against",
            ]}
          />
          <tbody>
            {figures.map(({ name, how, value, interval, published, publishedOn, scale, against }) => (
              <tr key={name}>
                <th scope="row">
                  {name} <span className="note block">{how}</span>
                </th>
                <td className="num">
                  <span className="text-read font-serif">{value}</span>
                  {interval ? <span className="note block whitespace-nowrap">{interval}</span> : null}
                </td>
                {theirs ? (
                  <td className="num">
                    {published ?? <span className="text-quiet">not stated</span>}
                    {publishedOn === undefined ? null : (
                      <span className="note block whitespace-normal">{publishedOn}</span>
                    )}
                  </td>
                ) : null}
                <td className="max-md:hidden">
                  {/* Narrower, an interval could not be told from its point. */}
                  {scale ? (
                    <span className="block min-w-28">
                      <FigureScale {...scale} />
                    </span>
                  ) : null}
                </td>
                <td>{against}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
      <p className="note mt-1">
        {quality
          ? `On ${formatCount(quality.tokens)} tokens of ${formatCount(quality.documents)} held-out documents. Losses in nats a token. ${describeIntervals(quality)}`
          : NOT_MEASURED[kind]}
        {theirs ? ` ${describePublished(theirs)}` : ""}
      </p>
    </>
  );
}
