/**
 * What every text goes through before it is cut, as the texts did that the bundled model was trained on: one kind of line
 * end, composed characters, no stray spaces, at most one blank line, nobody's mail address.
 */
export function cleanText(text: string): string {
  const plain = text.normalize("NFC").replaceAll("\r\n", "\n").replace(INVISIBLE, "").replaceAll("\u00A0", " ");
  // Looking for addresses begins anew at every letter: the slowest of these steps, and most texts have none.
  return (plain.includes("@") ? plain.replace(MAIL_ADDRESS, "name@example.org") : plain)
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Control characters other than tab and newline, byte-order marks, soft hyphens. */
const INVISIBLE = /[\u0000-\u0008\u000B-\u001F\u007F\uFEFF\u00AD]/g;
const MAIL_ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
