import type { OverlapRow } from "#lib/compare/schema.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { bootstrapInterval, type Interval } from "#lib/stats/bootstrap.ts";

const SEED = 1;

/** Values of several features on one sequence: [features] of [tokens], 0 where silent. */
export type SequenceValues = readonly (readonly number[])[];

/**
 * What the other features do where one is active, counted on sequences drawn from those in which it is.
 * @param feature the one whose sequences these are, a place in each of them
 */
export function countOverlap(feature: number, sequences: readonly SequenceValues[]): OverlapRow {
  const features = sequences[0]?.length ?? 0;
  const counts = sequences.map((values) => countSequence(feature, values));
  const active = sum(counts.map((count) => count.active));
  return {
    sequences: sequences.length,
    tokens: sum(sequences.map((values) => values[feature]?.length ?? 0)),
    active,
    cells: Array.from({ length: features }, (_, other) => {
      const both = sum(counts.map((count) => count.both[other] ?? 0));
      const shareOf = (times: Uint32Array) => {
        const of = (pick: (count: SequenceCounts) => number) =>
          counts.reduce((total, count, i) => total + (times[i] ?? 0) * pick(count), 0);
        const whole = of((count) => count.active);
        return whole === 0 ? undefined : of((count) => count.both[other] ?? 0) / whole;
      };
      return {
        both,
        share: active === 0 ? null : both / active,
        interval: widen(bootstrapInterval(sequences.length, shareOf, { seed: SEED }), both, active),
        correlation: correlate(
          sequences.flatMap((values) => values[feature] ?? []),
          sequences.flatMap((values) => values[other] ?? []),
        ),
      };
    }),
  };
}

/** Resampling cannot show an error that no sequence has: the wider of both intervals is the honest one. */
function widen(interval: Interval | undefined, both: number, active: number): Interval | null {
  if (!interval) return null;
  const byTokens = wilsonInterval(both, active);
  return { low: Math.min(interval.low, byTokens.low), high: Math.max(interval.high, byTokens.high) };
}

type SequenceCounts = { active: number; both: number[] };

function countSequence(feature: number, values: SequenceValues): SequenceCounts {
  const own = values[feature] ?? [];
  const isActive = (of: readonly number[], at: number) => (of[at] ?? 0) > 0;
  const active = own.filter((value) => value > 0).length;
  return { active, both: values.map((others) => own.filter((value, at) => value > 0 && isActive(others, at)).length) };
}

/** Pearson's correlation; null where either does not vary. */
function correlate(a: readonly number[], b: readonly number[]): number | null {
  const [meanA, meanB] = [sum(a) / a.length, sum(b) / b.length];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    x.reduce((total, value, i) => total + (value - meanX) * ((y[i] ?? 0) - meanY), 0);
  const spread = Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
  return spread > 0 ? product(a, meanA, b, meanB) / spread : null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
