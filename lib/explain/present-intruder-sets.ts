import type { ExampleSequence } from "#lib/catalog/present-feature.ts";
import { readTokens } from "#lib/catalog/token-window.ts";
import type { Vocabulary } from "#lib/catalog/vocabulary.ts";
import type { IntruderSetView } from "#lib/explain/coherence-view.ts";
import { presentValues } from "#lib/explain/present-passages.ts";
import type { IntruderEvidence, IntruderPassage } from "#lib/explain/scorers/intruder-codec.ts";

/** Sets as a reader sees them; those with a passage whose text is no longer stored are left out. */
export function presentIntruderSets(
  sets: readonly IntruderEvidence[],
  sequences: ReadonlyMap<number, ExampleSequence>,
  vocabulary: Vocabulary,
): IntruderSetView[] {
  const present = ({ sequence, start, length, actual }: IntruderPassage): IntruderSetView["passages"] => {
    const found = sequences.get(sequence);
    if (!found) return [];
    // Positions of evidence count from the token after the lead.
    const shown = found.tokens.subarray(found.lead + start, found.lead + start + length);
    const { tokens, fragments } = readTokens(vocabulary, shown);
    return [
      {
        sequence,
        document: found.document,
        start: found.start + start,
        tokens,
        fragments,
        actual: presentValues(actual, tokens.length),
      },
    ];
  };
  return sets
    .map(({ intruder, guess, passages }) => ({ intruder, guess, passages: passages.flatMap(present), of: passages }))
    .filter(({ passages, of }) => passages.length === of.length)
    .map(({ intruder, guess, passages }) => ({ intruder, guess, passages }));
}
