/** What every text goes through before it is cut: one kind of line end, no stray spaces, at most one blank line. */
export function cleanText(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(/^\uFEFF/, "")
    .replace(CONTROL, "")
    .replaceAll("\u00A0", " ")
    .replace(/[ \t]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Control characters other than tab and newline. */
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g;
