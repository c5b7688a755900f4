import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import type { IntruderSet, WindowIndex } from "#lib/explain/sampling/pick-intruder-sets.ts";
import { spread } from "#lib/explain/scorers/choose-evidence.ts";
import type { IntruderEvidence, IntruderPassage } from "#lib/explain/scorers/intruder-codec.ts";

/** Sets shown whose intruder was found, and as many in which another passage was taken for it. */
const SETS_SHOWN = 3;

/** Sets that show how a feature did, over the whole range of strengths. */
export function intruderEvidence(
  text: IndexedText,
  actual: ObservedFeature,
  { windows }: WindowIndex,
  guesses: readonly (IntruderSet & { guess: number })[],
): IntruderEvidence[] {
  const passage = (member: number): IntruderPassage[] => {
    const window = windows[member];
    const sequence = window && text.sequences[window.sequence];
    if (!sequence) return [];
    const { positions, values } = observedSlice(actual, window.first, window.end);
    return [
      {
        sequence: sequence.ordinal,
        start: window.first - sequence.first,
        length: window.end - window.first,
        actual: { positions: Array.from(positions, (position) => position - window.first), values: Array.from(values) },
      },
    ];
  };
  const right = guesses.filter(({ guess, intruder }) => guess === intruder);
  const wrong = guesses.filter(({ guess, intruder }) => guess !== intruder);
  return [right, wrong].flatMap((sets) =>
    spread(sets, SETS_SHOWN).map(({ members, intruder, guess }) => ({
      intruder,
      guess,
      passages: members.flatMap(passage),
    })),
  );
}
