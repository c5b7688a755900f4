import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { observeWindow, type ObservedWindow } from "#lib/explain/sampling/window.ts";

/** `peak`: place in the window of the token on which the feature is strongest in its sequence. */
export type PeakWindow = ObservedWindow & { peak: number };

/**
 * The top-k windows: around the strongest activations, one a sequence and none with the text of another, so that a
 * passage that a corpus repeats does not fill the list.
 * @param before,after tokens shown around each, cut off at the ends of the sequence
 */
export function pickPeaks(
  text: IndexedText,
  actual: ObservedFeature,
  { count, before, after }: { count: number; before: number; after: number },
): PeakWindow[] {
  const strongest = new Map<number, { position: number; value: number }>();
  actual.positions.forEach((position, i) => {
    const sequence = text.sequenceOf[position] ?? 0;
    const value = actual.values[i] ?? 0;
    if (value > (strongest.get(sequence)?.value ?? 0)) strongest.set(sequence, { position, value });
  });
  const ranked = [...strongest].sort(([, a], [, b]) => b.value - a.value || a.position - b.position);
  const picked: PeakWindow[] = [];
  const texts = new Set<string>();
  for (const [sequence, { position }] of ranked) {
    if (picked.length === count) break;
    const within = text.sequences[sequence] ?? { first: 0, end: 0, document: 0 };
    const first = Math.max(within.first, position - before);
    const end = Math.min(within.end, position + after + 1);
    const content = text.tokenIds.subarray(first, end).join(" ");
    if (texts.has(content)) continue;
    texts.add(content);
    picked.push({
      ...observeWindow({ first, end, sequence, document: within.document }, actual),
      peak: position - first,
    });
  }
  return picked;
}
