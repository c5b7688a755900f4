import type { ReactNode } from "react";
import { Token } from "#app/_components/token/token.tsx";

/** What another feature fires on and is explained as: a cell of a table that names features beside this one. */
export function FiresOnCell({
  topTokens,
  explained,
}: {
  topTokens: readonly string[];
  explained: string | null;
}): ReactNode {
  return (
    <td>
      {topTokens.map((text, position) => (
        <Token key={position} text={text} />
      ))}
      {explained === null ? null : <span className="note block">{explained}</span>}
    </td>
  );
}
