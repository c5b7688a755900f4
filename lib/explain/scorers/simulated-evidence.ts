import type { Simulated } from "#lib/explain/judging/simulated.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import { spread } from "#lib/explain/scorers/choose-evidence.ts";
import { type Evidence, EVIDENCE_KINDS, type EvidenceKind } from "#lib/explain/scorers/evidence-codec.ts";

/** Passages shown of each kind. */
const PASSAGES = { hit: 4, miss: 4, "false-alarm": 4, silent: 2 } as const satisfies Record<EvidenceKind, number>;
const LEVEL_MAX = 10;
/** A window counts as called active from this level on: the share of the maximum that marks a token elsewhere. */
const CALLED_LEVEL = 3;
/** Lower ones are the tail of a distribution over 0…10, not an expectation. */
const SHOWN_LEVEL_MIN = 0.5;

/** Windows that show how a simulation did; its levels are in the feature's units, 10 being its held-out maximum. */
export function simulatedEvidence(
  material: SourceMaterial,
  feature: number,
  simulated: readonly Simulated[],
): Evidence[] {
  const actual = observed(material, "test", feature);
  const max = actual.values.reduce((most, value) => Math.max(most, value), 0);
  const ranked = simulated.filter(({ levels }) => levels).sort((a, b) => b.max - a.max || a.first - b.first);
  return EVIDENCE_KINDS.flatMap((kind) =>
    spread(
      ranked.filter((window) => kindOf(window) === kind),
      PASSAGES[kind],
    ).map(({ levels, first: from, sequence }): Evidence => {
      const { ordinal, first, end } = material.splits.test.text.sequences[sequence] ?? { ordinal: 0, first: 0, end: 0 };
      const inside = observedSlice(actual, first, end);
      const expected = Array.from(levels ?? [], (level, i) => ({ position: from - first + i, level })).filter(
        ({ level }) => level >= SHOWN_LEVEL_MIN,
      );
      return {
        kind,
        sequence: ordinal,
        predicted: {
          positions: expected.map(({ position }) => position),
          values: expected.map(({ level }) => (level / LEVEL_MAX) * max),
        },
        actual: {
          positions: Array.from(inside.positions, (position) => position - first),
          values: Array.from(inside.values),
        },
      };
    }),
  );
}

function kindOf({ max, levels }: Simulated): EvidenceKind {
  const called = levels?.some((level) => level >= CALLED_LEVEL) ?? false;
  if (max > 0) return called ? "hit" : "miss";
  return called ? "false-alarm" : "silent";
}
