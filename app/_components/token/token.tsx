import type { ReactNode } from "react";
import { visibleToken } from "./visible-token.ts";

/** One token on its own, unseen characters as signs. */
export function Token({ text, lit = false }: { text: string; lit?: boolean }): ReactNode {
  return (
    <bdi className={lit ? "token a3" : "token"}>
      {visibleToken(text).map((piece, position) => (piece.sign ? <i key={position}>{piece.text}</i> : piece.text))}
    </bdi>
  );
}
