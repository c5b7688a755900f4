import type { ReactNode } from "react";

export type Column = {
  heading: ReactNode;
  /** Figures, which stand to the right. */
  numeric?: boolean;
  className?: string;
};

/** The head of a table: what each column is called. */
export function TableHead({ columns }: { columns: readonly (Column | string)[] }): ReactNode {
  return (
    <thead>
      <tr>
        {columns.map((column, place) => {
          const { heading, numeric, className }: Column = typeof column === "string" ? { heading: column } : column;
          const classes = [...(numeric ? ["num"] : []), ...(className === undefined ? [] : [className])].join(" ");
          return (
            <th key={place} scope="col" {...(classes === "" ? {} : { className: classes })}>
              {heading}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** A column of figures. */
export const numeric = (heading: string): Column => ({ heading, numeric: true });
