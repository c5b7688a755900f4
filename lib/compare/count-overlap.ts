import type { OverlapRow } from "#lib/compare/schema.ts";
import { pairMoments } from "#lib/explain/metrics/pair-moments.ts";
import { correlation } from "#lib/explain/metrics/simulation.ts";
import { wilsonInterval } from "#lib/explain/metrics/wilson-interval.ts";
import { bootstrapInterval, widerInterval } from "#lib/stats/bootstrap.ts";

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
  const valuesOf = (one: number) => Float64Array.from(sequences.flatMap((values) => values[one] ?? []));
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
      const resampled = bootstrapInterval(sequences.length, shareOf, { seed: SEED });
      return {
        both,
        share: active === 0 ? null : both / active,
        interval: resampled ? widerInterval(resampled, wilsonInterval(both, active)) : null,
        correlation: correlation(pairMoments(valuesOf(feature), valuesOf(other))).value,
      };
    }),
  };
}

type SequenceCounts = { active: number; both: number[] };

function countSequence(feature: number, values: SequenceValues): SequenceCounts {
  const own = values[feature] ?? [];
  const isActive = (of: readonly number[], at: number) => (of[at] ?? 0) > 0;
  const active = own.filter((value) => value > 0).length;
  return { active, both: values.map((others) => own.filter((value, at) => value > 0 && isActive(others, at)).length) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
