import type { ReactNode } from "react";
import { WideContent } from "#app/_components/site/wide-content.tsx";
import { numeric, TableHead } from "#app/_components/table/table-head.tsx";

type Props = {
  /** What the table is called where it scrolls. */
  name: string;
  /** Of the features, the same down and across. */
  features: readonly string[];
  /** Headings of the names and of what stands before the features. */
  heading: string;
  leading?: readonly string[];
  /** Rows before those of the features. */
  before?: ReactNode;
  /** Cells of a row before those of the features. */
  lead?: (row: number) => ReactNode;
  /** What a feature down and another across have in common. */
  cell: (row: number, column: number) => ReactNode;
};

/** Features against one another; one against itself says nothing. */
export function FeatureMatrix({ name, features, heading, leading = [], before, lead, cell }: Props): ReactNode {
  return (
    <WideContent name={name}>
      <table className="sheet">
        <TableHead columns={[heading, ...[...leading, ...features].map(numeric)]} />
        <tbody>
          {before}
          {features.map((feature, row) => (
            <tr key={feature}>
              <th scope="row" className="font-normal">
                <span className="address">{feature}</span>
              </th>
              {lead?.(row)}
              {features.map((other, column) => (
                <td key={other} className="num">
                  {row === column ? <span className="text-quiet">itself</span> : cell(row, column)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </WideContent>
  );
}
