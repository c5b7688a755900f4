import type { ReactNode } from "react";
import type { Highlights } from "#lib/search/search-views.ts";
import { markText } from "./mark-text.ts";

/** A text with what matches marked: by weight and a line, since light means activation here. */
export function Highlighted({ text, highlights }: { text: string; highlights: Highlights }): ReactNode {
  return markText(text, highlights).map((piece, at) =>
    piece.hit ? (
      <mark key={at} className="hit">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
