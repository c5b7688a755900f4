import type { ReactNode } from "react";
import { formatCount, formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import { PublishedLedger } from "./published-ledger.tsx";
import { readLossTable, type LossTable } from "./read-card.ts";

/** The figures its makers measured, with what they were measured against. */
export function ModelCard({ card }: { card: unknown }): ReactNode {
  const losses = readLossTable(card);
  return (
    <section className="section min-w-0" aria-labelledby="card">
      <h2 id="card">How well it predicts</h2>
      {losses ? <Losses table={losses} /> : null}
      <details className="mt-3" open={!losses}>
        <summary className="note">Everything its card states</summary>
        <PublishedLedger value={card} missing="The model came without measured figures." />
      </details>
    </section>
  );
}

function Losses({ table: { baselines, rows } }: { table: LossTable }): ReactNode {
  return (
    <>
      <p className="note mb-1">
        Bits per byte on documents it was not trained on, from its card. Less is better; the other columns are what it
        must beat.
      </p>
      <WideContent name="Bits per byte">
        <table className="sheet">
          <TableHead
            columns={[
              "Text",
              numeric("This model"),
              ...baselines.map((name) => ({ heading: name, className: "baseline" })),
              numeric("Bytes"),
            ]}
          />
          <tbody>
            {rows.map(({ kind, bytes, model, baselines: values }) => (
              <tr key={kind}>
                <th scope="row">{kind}</th>
                <td className="num font-serif text-read">{formatValue(model)}</td>
                {values.map((value, column) => (
                  <td key={column} className="num">
                    {value === undefined ? <span className="text-quiet">not measured</span> : formatValue(value)}
                  </td>
                ))}
                <td className="num">{formatCount(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
    </>
  );
}
