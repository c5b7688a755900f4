import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import type { ObservedFeature } from "#lib/explain/observations/observation.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import type { Prediction } from "#lib/explain/predicates/predict.ts";
import type { Evidence, EvidenceKind, SparseValues } from "#lib/explain/scorers/evidence-codec.ts";
import { meet } from "#lib/explain/scorers/prediction-sums.ts";

/** Passages shown of each kind. */
const PASSAGES = { hit: 4, miss: 4, "false-alarm": 4, silent: 0 } as const satisfies Record<EvidenceKind, number>;

/**
 * Held-out passages that show how a prediction does: right, missed and falsely said, over the whole range of strengths
 * and not only the strongest, at most one a sequence and kind.
 */
export function chooseEvidence(text: IndexedText, prediction: Prediction, actual: ObservedFeature): Evidence[] {
  const strongest = new Map<EvidenceKind, Map<number, number>>();
  for (const { position, predicted, actual: value } of meet(prediction, actual)) {
    const kind = predicted > 0 ? (value > 0 ? "hit" : "false-alarm") : "miss";
    const ofKind = strongest.get(kind) ?? new Map<number, number>();
    const sequence = text.sequenceOf[position] ?? 0;
    ofKind.set(sequence, Math.max(ofKind.get(sequence) ?? 0, value, predicted));
    strongest.set(kind, ofKind);
  }
  return [...strongest].flatMap(([kind, passages]) =>
    spread(
      Array.from(passages, ([sequence, strength]) => ({ sequence, strength })).sort(
        (a, b) => b.strength - a.strength || a.sequence - b.sequence,
      ),
      PASSAGES[kind],
    ).map(({ sequence }) => show(text, kind, sequence, prediction, actual)),
  );
}

/** Evenly over a ranking, its ends included. */
export function spread<T extends object>(ranked: readonly T[], count: number): T[] {
  if (ranked.length <= count) return [...ranked];
  const place = (i: number) => Math.round((i * (ranked.length - 1)) / Math.max(1, count - 1));
  return Array.from({ length: count }, (_, i) => ranked[place(i)]).flatMap((item) => item ?? []);
}

function show(
  text: IndexedText,
  kind: EvidenceKind,
  sequence: number,
  prediction: Prediction,
  actual: ObservedFeature,
): Evidence {
  const { ordinal, first, end } = text.sequences[sequence] ?? { ordinal: 0, first: 0, end: 0 };
  return { kind, sequence: ordinal, predicted: cut(prediction, first, end), actual: cut(actual, first, end) };
}

function cut(found: Prediction | ObservedFeature, first: number, end: number): SparseValues {
  const { positions, values } = observedSlice(found, first, end);
  return { positions: Array.from(positions, (position) => position - first), values: Array.from(values) };
}
