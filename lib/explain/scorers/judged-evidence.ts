import type { Judged } from "#lib/explain/judging/judged.ts";
import { observed, type SourceMaterial } from "#lib/explain/material.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import type { ObservedWindow } from "#lib/explain/sampling/window.ts";
import { spread } from "#lib/explain/scorers/choose-evidence.ts";
import { type Evidence, EVIDENCE_KINDS, type EvidenceKind } from "#lib/explain/scorers/evidence-codec.ts";

/** Passages shown of each kind. */
const PASSAGES = { hit: 4, miss: 4, "false-alarm": 4, silent: 2 } as const satisfies Record<EvidenceKind, number>;

/** What evidence is made of: a window and whether it was said that the feature fires in it. */
export type JudgedWindow = ObservedWindow & Pick<Judged, "activating" | "prediction" | "kind">;

/**
 * Windows that show how a judge did, over the whole range of strengths. What the feature did is told of the whole
 * sequence; the window that the judge called active has the feature's maximum on each of its tokens. Windows without an
 * answer, and those whose marks were wrong, are not shown.
 */
export function judgedEvidence(material: SourceMaterial, feature: number, judged: readonly JudgedWindow[]): Evidence[] {
  const actual = observed(material, "test", feature);
  const max = actual.values.reduce((most, value) => Math.max(most, value), 0);
  const ranked = judged
    .filter(({ prediction, kind }) => prediction !== null && kind !== "wrong-marks")
    .sort((a, b) => b.max - a.max || a.first - b.first);
  return EVIDENCE_KINDS.flatMap((kind) => {
    const ofKind = ranked.filter((example) => kindOf(example) === kind);
    return spread(ofKind, PASSAGES[kind]).map((window) => {
      const { ordinal, first, end } = material.splits.test.text.sequences[window.sequence] ?? {
        ordinal: 0,
        first: 0,
        end: 0,
      };
      const inside = observedSlice(actual, first, end);
      const length = window.prediction === true ? window.end - window.first : 0;
      return {
        kind,
        sequence: ordinal,
        predicted: {
          positions: Array.from({ length }, (_, i) => window.first - first + i),
          values: Array.from({ length }, () => max),
        },
        actual: {
          positions: Array.from(inside.positions, (position) => position - first),
          values: Array.from(inside.values),
        },
      };
    });
  });
}

function kindOf({ activating, prediction }: JudgedWindow): EvidenceKind {
  if (activating) return prediction === true ? "hit" : "miss";
  return prediction === true ? "false-alarm" : "silent";
}
