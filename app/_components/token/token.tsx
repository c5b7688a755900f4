import type { ReactNode } from "react";
import { visibleToken } from "./visible-token.ts";

type Props = {
  text: string;
  /** Shown as active. */
  lit?: boolean;
  /** It matches what was looked for. */
  hit?: boolean;
};

/** One token on its own, unseen characters as signs. */
export function Token({ text, lit = false, hit = false }: Props): ReactNode {
  return (
    <bdi className={`token${lit ? " a3" : ""}${hit ? " hit" : ""}`}>
      {visibleToken(text).map((piece, position) => (piece.sign ? <i key={position}>{piece.text}</i> : piece.text))}
    </bdi>
  );
}
