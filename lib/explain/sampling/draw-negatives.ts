import type { Candidates, NegativeKind } from "#lib/explain/sampling/negative-candidates.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";

export type NegativeWindow = ObservedWindow & { kind: NegativeKind };

/**
 * Takes an equal share of each kind, no window twice. Kinds are served in the order given, so the first, drawn from all,
 * is not depleted by the others; what the others lack is made up from the first.
 */
export function drawNegatives(candidates: readonly Candidates[], count: number): NegativeWindow[] {
  const taken = new Set<number>();
  const take = ({ kind, windows }: Candidates, wanted: number): NegativeWindow[] => {
    const free = windows.filter(({ first, max }) => max === 0 && !taken.has(first)).slice(0, wanted);
    for (const { first } of free) taken.add(first);
    return free.map((window) => ({ ...window, kind }));
  };
  const share = (i: number) =>
    Math.floor(((i + 1) * count) / candidates.length) - Math.floor((i * count) / candidates.length);
  const drawn = candidates.flatMap((each, i) => take(each, share(i)));
  const [first] = candidates;
  return first ? [...drawn, ...take(first, count - drawn.length)] : drawn;
}
