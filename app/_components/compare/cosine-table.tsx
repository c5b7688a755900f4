import type { ReactNode } from "react";
import { formatValue } from "#app/_components/number/format.ts";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";
import type { Comparison } from "#lib/compare/schema.ts";
import { nameCompared } from "./name-compared.ts";

/** Cosines of decoder directions: whether features write the same. */
export function CosineTable({ comparison: { features, decoderCosine } }: { comparison: Comparison }): ReactNode {
  const names = features.map(nameCompared);
  return (
    <section className="section min-w-0" aria-labelledby="cosines">
      <h2 id="cosines">Where they point</h2>
      <p className="note mb-1 max-w-measure">
        Cosine of decoder directions: 1 for the same, 0 for unrelated ones. Across layers the residual stream is shared,
        but what a direction means there may turn.
      </p>
      <WideContent name="Table of cosines">
        <table className="sheet">
          <TableHead columns={["Feature", ...names.map(numeric)]} />
          <tbody>
            {decoderCosine.map((cosines, row) => (
              <tr key={names[row]}>
                <th scope="row" className="font-normal">
                  <span className="address">{names[row]}</span>
                </th>
                {cosines.map((cosine, column) => (
                  <td key={names[column]} className="num">
                    {row === column ? (
                      <span className="text-quiet">itself</span>
                    ) : cosine === null ? (
                      <span className="text-quiet">other space</span>
                    ) : (
                      formatValue(cosine)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </WideContent>
    </section>
  );
}
