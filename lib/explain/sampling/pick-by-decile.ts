import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { inDrawOrder, type Purpose } from "#lib/explain/sampling/draw-order.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";

const DECILES = 10;

/** `decile`: of its strength by rank, 0 the strongest. */
export type DecileWindow = ObservedWindow & { decile: number };

/**
 * Draws as many windows from each tenth of a ranking, without replacement, strongest first. Unlike Delphi's, which cut
 * ⌊n/10⌋ each and leave out the weakest rest, the tenths hold every window.
 * @param ranked strongest first
 */
export function pickByDecile(
  ranked: readonly ObservedWindow[],
  perDecile: number,
  { text, ...draw }: { text: IndexedText; seed: number; feature: number; purpose: Purpose },
): DecileWindow[] {
  const cut = (decile: number) => Math.floor((decile * ranked.length) / DECILES);
  return Array.from({ length: DECILES }, (_, decile) => {
    const members = ranked.slice(cut(decile), cut(decile + 1));
    return inDrawOrder(members, text, draw)
      .slice(0, perDecile)
      .sort((a, b) => b.max - a.max || a.first - b.first)
      .map((window) => ({ ...window, decile }));
  }).flat();
}
