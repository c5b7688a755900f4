/** A run of a text's tokens that the model reads at once: from `start`, `count` of them. */
export type TextWindow = { start: number; count: number };

/**
 * Cuts a text into windows of the model's context, one after the other as the corpus is cut. A text that fits is one
 * window and is read whole.
 * @param contextLength tokens the model reads at once, `lead` tokens before the text among them
 */
export function cutWindows(
  tokens: number,
  { contextLength, lead }: { contextLength: number; lead: number },
): TextWindow[] {
  const room = Math.max(1, contextLength - lead);
  const windows: TextWindow[] = [];
  for (let start = 0; start < tokens; start += room) windows.push({ start, count: Math.min(room, tokens - start) });
  return windows;
}
