import type { Example } from "#lib/stats/example-pool.ts";
import type { DetailExample, ExampleGroup } from "#lib/stats/feature-detail.ts";

const RANDOM_COUNT = 20;
const QUANTILE_GROUPS = 5;
const QUANTILE_EXAMPLES = 5;

/**
 * Chooses what a page shows from the kept examples of one feature:
 * - top: the strongest, one per document, filled up from the same documents when there are too few;
 * - random: 20 of the sample;
 * - quantile: the whole sample cut by rank of peak into 5 groups of equal size, strongest first, 5 of each, with the group's
 *   range of peaks and its share of the sample.
 *
 * A sequence is shown again only where a group has nothing else. Random and quantile examples are therefore drawn from the
 * sampled sequences not among the top ones (for a feature with many activating sequences, practically all); ranges and
 * shares are of the whole sample, and {@link sampleExamples} gives the sample itself to whoever needs an unbiased one.
 * @param examples what the pool keeps of the feature: top by peak, top by document, and the sample
 */
export function groupExamples(
  examples: readonly Example[],
  { topCount, sampleCount }: { topCount: number; sampleCount: number },
): ExampleGroup[] {
  if (examples.length === 0) return [];
  const shown = new Set<number>();
  const show = (chosen: readonly Example[]): DetailExample[] => {
    for (const { sequence } of chosen) shown.add(sequence);
    return chosen.map(({ sequence, peakPosition, positions, values }) => ({
      sequence,
      peakPosition,
      positions,
      values,
    }));
  };
  const notShownFirst = (candidates: readonly Example[], count: number): Example[] =>
    [
      ...candidates.filter(({ sequence }) => !shown.has(sequence)),
      ...candidates.filter(({ sequence }) => shown.has(sequence)),
    ].slice(0, count);

  const sample = sampleExamples(examples, sampleCount);
  const top: ExampleGroup = { kind: "top", examples: show(topExamples(examples, topCount)) };
  const random: ExampleGroup = { kind: "random", examples: show(notShownFirst(sample, RANDOM_COUNT)) };
  const ranked = sample.toSorted(byPeak);
  const cut = (group: number) => Math.floor((group * ranked.length) / QUANTILE_GROUPS);
  const quantiles = Array.from({ length: QUANTILE_GROUPS }, (_, index): ExampleGroup[] => {
    const members = ranked.slice(cut(index), cut(index + 1));
    const [strongest, weakest] = [members[0], members[members.length - 1]];
    if (!strongest || !weakest) return [];
    const quantile = { index, low: weakest.peak, high: strongest.peak, share: members.length / ranked.length };
    const chosen = notShownFirst(members.toSorted(byHash), QUANTILE_EXAMPLES).toSorted(byPeak);
    return [{ kind: "quantile", quantile, examples: show(chosen) }];
  });
  return [top, ...quantiles.flat(), random];
}

/** The `count` best by peak with at most one per document, then, if there are fewer documents, the next best. */
export function topExamples(examples: readonly Example[], count: number): Example[] {
  const documents = new Set<number>();
  const ranked = examples.toSorted(byPeak);
  const first = ranked.filter(({ document }) => !documents.has(document) && documents.add(document)).slice(0, count);
  const chosen = new Set(first);
  const filled = ranked.filter((example) => !chosen.has(example)).slice(0, count - first.length);
  return [...first, ...filled].sort(byPeak);
}

/** The sample: the `count` examples with the smallest hash, in that order; uniform over activating sequences. */
export function sampleExamples(examples: readonly Example[], count: number): Example[] {
  return examples.toSorted(byHash).slice(0, count);
}

function byPeak(a: Example, b: Example): number {
  return b.peak - a.peak || a.sequence - b.sequence;
}

function byHash(a: Example, b: Example): number {
  return a.hash - b.hash;
}
