/** What a judge is asked: which of some passages an explanation fits. */
export type JudgeInput = { explanation: string; passages: readonly string[] };

export function writeJudgeQuestion({ explanation, passages }: JudgeInput): string {
  const listed = passages.map((text, i) => `Passage ${i + 1}: ${text}`).join("\n\n");
  return `Description: ${explanation}\n\n${listed}\n\nAnswer with a list of ${passages.length}.`;
}
