import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { Window } from "#lib/explain/sampling/window.ts";
import { featureKey, mix32, sampleHash, sequenceKey } from "#lib/stats/hash.ts";

/** What something is drawn for, so that two draws for one feature have nothing to do with each other. */
const PURPOSES = { explain: 1, judge: 2, negatives: 3, order: 4, marks: 5, simulate: 6, intruder: 7 } as const;
export type Purpose = keyof typeof PURPOSES;

/** More tokens than a sequence has. */
const SEQUENCE_STRIDE = 1024;

type Draw = { seed: number; feature: number; purpose: Purpose };

/**
 * Windows in an order that is drawn at random: a copy. It depends on the seed, the feature, the purpose and where a window
 * lies in the corpus, and on nothing else.
 */
export function inDrawOrder<W extends Window>(windows: readonly W[], { sequences }: IndexedText, draw: Draw): W[] {
  const key = drawKey(draw);
  const hashed = windows.map((window) => {
    const { ordinal, first } = sequences[window.sequence] ?? { ordinal: 0, first: 0 };
    const place = ordinal * SEQUENCE_STRIDE + (window.first - first);
    return { window, hash: sampleHash(key, sequenceKey(draw.seed, place)) };
  });
  return hashed.sort((a, b) => a.hash - b.hash || a.window.first - b.window.first).map(({ window }) => window);
}

/** The numbers 0…count−1 in an order drawn at random. @param salt tells apart draws of one purpose */
export function drawNumbers(count: number, draw: Draw, salt: number): number[] {
  const key = mix32(drawKey(draw) ^ salt);
  const hash = (number: number) => sampleHash(key, sequenceKey(draw.seed, number));
  return Array.from({ length: count }, (_, number) => number).sort((a, b) => hash(a) - hash(b));
}

function drawKey({ seed, feature, purpose }: Draw): number {
  return mix32(featureKey(seed, feature) ^ mix32(PURPOSES[purpose]));
}
