import type { IndexedText } from "#lib/explain/observations/indexed-text.ts";
import { observedSlice } from "#lib/explain/observations/observed-slice.ts";
import type { Evidence, EvidenceKind } from "#lib/explain/scorers/evidence-codec.ts";
import type { Meeting } from "#lib/explain/scorers/meeting.ts";
import type { SparseValues } from "#lib/explain/scorers/sparse-values-codec.ts";

/** Passages shown of each kind. */
const PASSAGES = { hit: 4, miss: 4, "false-alarm": 4, silent: 0 } as const satisfies Record<EvidenceKind, number>;

/**
 * Held-out passages that show how a prediction does: right, missed and falsely said, over the whole range of strengths
 * and not only the strongest, at most one a sequence and kind.
 */
export function chooseEvidence(text: IndexedText, meeting: Meeting): Evidence[] {
  return [...findStrongest(text, meeting)].flatMap(([kind, strengths]) =>
    spread(
      Array.from(strengths, (strength, sequence) => ({ sequence, strength }))
        .filter(({ strength }) => strength > 0)
        .sort((a, b) => b.strength - a.strength || a.sequence - b.sequence),
      PASSAGES[kind],
    ).map(({ sequence }) => show(text, kind, sequence, meeting)),
  );
}

/** For each kind that occurs, in the order of the text, [sequences] its strongest place; 0 where it has none. */
function findStrongest(
  { sequences, sequenceOf }: IndexedText,
  { positions, predicted, actual }: Meeting,
): Map<EvidenceKind, Float32Array> {
  const strongest = new Map<EvidenceKind, Float32Array>();
  const ofKind = (kind: EvidenceKind): Float32Array => {
    const known = strongest.get(kind) ?? new Float32Array(sequences.length);
    strongest.set(kind, known);
    return known;
  };
  for (let place = 0; place < positions.length; place++) {
    const expected = predicted[place] ?? 0;
    const value = actual[place] ?? 0;
    const strengths = ofKind(expected > 0 ? (value > 0 ? "hit" : "false-alarm") : "miss");
    const sequence = sequenceOf[positions[place] ?? 0] ?? 0;
    strengths[sequence] = Math.max(strengths[sequence] ?? 0, value, expected);
  }
  return strongest;
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
  { positions, predicted, actual }: Meeting,
): Evidence {
  const { ordinal, first, end } = text.sequences[sequence] ?? { ordinal: 0, first: 0, end: 0 };
  const cut = (values: Float32Array): SparseValues => {
    const within = observedSlice({ positions, values }, first, end);
    const above = [...within.values.keys()].filter((place) => (within.values[place] ?? 0) > 0);
    return {
      positions: above.map((place) => (within.positions[place] ?? 0) - first),
      values: above.map((place) => within.values[place] ?? 0),
    };
  };
  return { kind, sequence: ordinal, predicted: cut(predicted), actual: cut(actual) };
}
