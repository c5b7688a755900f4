import type { ReactNode } from "react";
import { formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { SourceInfo } from "#lib/catalog/schema.ts";
import { listLosses } from "./list-losses.ts";
import { formatInterval } from "./quality-figures.ts";
import { readPublishedQuality } from "./read-published.ts";

/** What becomes of the model's predictions with the source in place, and without anything there. */
export function LossTable({ source: { quality, published } }: { source: SourceInfo }): ReactNode {
  if (!quality) return null;
  const losses = listLosses(quality, readPublishedQuality(published));
  const hasDivergence = losses.some(({ divergence }) => divergence !== undefined);
  const hasPublished = (figure: "crossEntropy" | "divergence") =>
    losses.some((loss) => loss.published[figure] !== undefined);
  const publishedColumn = { crossEntropy: hasPublished("crossEntropy"), divergence: hasPublished("divergence") };
  return (
    <>
      <h3 className="label mt-4 mb-1">What the model predicts with it in place</h3>
      <WideContent name="Losses with and without the source">
        <table className="sheet">
          <TableHead
            columns={[
              "Run",
              numeric("Cross-entropy"),
              ...(publishedColumn.crossEntropy ? [numeric("Published")] : []),
              ...(hasDivergence ? [numeric("KL from clean")] : []),
              ...(hasDivergence && publishedColumn.divergence ? [numeric("Published KL")] : []),
            ]}
          />
          <tbody>
            {losses.map(({ name, crossEntropy, divergence, interval, published: theirs }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{formatValue(crossEntropy)}</td>
                {publishedColumn.crossEntropy ? <Published value={theirs.crossEntropy} /> : null}
                {hasDivergence ? (
                  <td className="num">
                    {divergence === undefined ? (
                      <span className="text-quiet">not measured</span>
                    ) : (
                      formatValue(divergence)
                    )}
                    {interval ? <span className="note block whitespace-nowrap">{formatInterval(interval)}</span> : null}
                  </td>
                ) : null}
                {hasDivergence && publishedColumn.divergence ? <Published value={theirs.divergence} /> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
      <p className="note mt-1">
        {hasDivergence
          ? "Both in nats a token. KL(clean ‖ run) compares whole predictions: it sees changes that cancel in the mean loss."
          : "In nats a token. KL from the clean predictions was not measured yet when these were."}
      </p>
    </>
  );
}

function Published({ value }: { value: number | undefined }): ReactNode {
  return (
    <td className="num">{value === undefined ? <span className="text-quiet">not stated</span> : formatValue(value)}</td>
  );
}
