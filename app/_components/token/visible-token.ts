/** A piece of a token as it is shown: `sign` pieces stand for characters that cannot be seen. */
export type VisiblePiece = { text: string; sign: boolean };

const SIGNS: Readonly<Record<string, string>> = { " ": "·", "\n": "↵", "\t": "⇥", "\r": "␍", "\u00a0": "⍽" };
const UNSEEN = /[ \n\t\r\u00a0\p{Cc}\p{Cf}]/u;

/** A token on its own: every space, line end, tab and control character becomes a sign. */
export function visibleToken(text: string): VisiblePiece[] {
  if (text === "") return [{ text: "∅", sign: true }];
  const pieces: VisiblePiece[] = [];
  for (const character of text) {
    const sign = UNSEEN.test(character);
    const shown = sign ? (SIGNS[character] ?? `‹${codePoint(character)}›`) : character;
    const last = pieces.at(-1);
    if (last?.sign === sign) last.text += shown;
    else pieces.push({ text: shown, sign });
  }
  return pieces;
}

/** The same as one string, for titles and labels. */
export function visibleTokenText(text: string): string {
  return visibleToken(text).map((piece) => piece.text).join("");
}

const codePoint = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
