import type { Highlights } from "#lib/search/search-views.ts";

export type TextPiece = { text: string; hit: boolean };

/** A text cut where its highlights begin and end; joined, the pieces are the text. */
export function markText(text: string, highlights: Highlights): TextPiece[] {
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const [from, to] of highlights) {
    pieces.push({ text: text.slice(at, from), hit: false }, { text: text.slice(from, to), hit: true });
    at = to;
  }
  pieces.push({ text: text.slice(at), hit: false });
  return pieces.filter((piece) => piece.text !== "");
}
