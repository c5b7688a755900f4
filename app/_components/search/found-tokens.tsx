import type { ReactNode } from "react";
import { Token } from "#app/_components/token/token.tsx";

const SHOWN = 6;

/** The first tokens of a list, and whichever of the others match. */
export function FoundTokens({ texts, matching }: { texts: readonly string[]; matching: readonly number[] }): ReactNode {
  return texts.map((text, at) => {
    const hit = matching.includes(at);
    return at < SHOWN || hit ? <Token key={at} text={text} hit={hit} /> : null;
  });
}
