/** A piece of a token as it is shown: `sign` pieces stand for characters that cannot be seen. */
export type VisiblePiece = { text: string; sign: boolean };

const SIGNS: Readonly<Record<string, string>> = { " ": "·", "\n": "↵", "\t": "⇥", "\r": "␍", "\u00a0": "⍽" };
/** Bytes that are no character, as `lib/catalog/vocabulary.ts` writes them. */
const FRAGMENT = /(‹[0-9A-F]{2}(?: [0-9A-F]{2})*›)/;
const UNSEEN = /[ \n\t\r\u00a0\p{Cc}\p{Cf}]/u;

/** A token on its own: every space, line end, tab, control character and stray byte becomes a sign. */
export function visibleToken(text: string): VisiblePiece[] {
  if (text === "") return [{ text: "∅", sign: true }];
  const pieces: VisiblePiece[] = [];
  const add = (text: string, sign: boolean) => {
    const last = pieces.at(-1);
    if (last?.sign === sign) last.text += text;
    else pieces.push({ text, sign });
  };
  for (const part of text.split(FRAGMENT)) {
    if (FRAGMENT.test(part)) add(part, true);
    else for (const character of part) add(shownAs(character), UNSEEN.test(character));
  }
  return pieces;
}

/** The same as one string, for titles and labels. */
export function visibleTokenText(text: string): string {
  return visibleToken(text)
    .map((piece) => piece.text)
    .join("");
}

const shownAs = (character: string) =>
  UNSEEN.test(character) ? (SIGNS[character] ?? `‹${codePoint(character)}›`) : character;

const codePoint = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Bytes given in hex, as they are written where they are no character. */
export function visibleBytes(hex: string): string {
  return `‹${hex.replace(/(?<=.)(?=(..)+$)/g, " ")}›`;
}
