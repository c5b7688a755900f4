import { documentSplit } from "#lib/corpus/document-hash.ts";
import { countTextTokens, type LedLength } from "#lib/corpus/lead.ts";
import type { SparseActivations } from "#lib/engine/activation-session.ts";
import { addSequence, createSourceAccumulator, type SourceAccumulator } from "#lib/stats/source-accumulator.ts";

/** Large enough to be all matrix products, small enough for memory: 4,096 latents of 1,000 tokens are 16 MB a source. */
export const BATCH_SEQUENCES = 8;
/** Activating sequences drawn a feature: five groups of five and twenty at random, and some to choose from. */
const SAMPLE_COUNT = 64;
/** What is stored with each example of the document it came from. */
const SPLIT_IDS = { explain: 0, select: 1, test: 2 } as const;

/** Where a sequence of a batch is from. @see SequencePlace */
export type CountedSequence = LedLength & { ordinal: number; documentOrdinal: number; documentHash: string };

/** Empty statistics of each source of a run. */
export function createAccumulators(
  sources: readonly { features: number }[],
  { seed, sequenceLength }: { seed: number; sequenceLength: number },
): SourceAccumulator[] {
  return sources.map(({ features }) =>
    createSourceAccumulator({ features, seed, sequenceLengthMax: sequenceLength, sampleCount: SAMPLE_COUNT }),
  );
}

/**
 * Adds what a graph said of a batch to the statistics of each source.
 * @param activations [sources] each [batch × length × k]
 * @param length tokens of a row of the batch, its lead included
 * @returns tokens counted: the lead and what fills up a row are not
 */
export function countBatch(
  accumulators: readonly SourceAccumulator[],
  batch: readonly CountedSequence[],
  activations: readonly SparseActivations[],
  length: number,
): number {
  batch.forEach(({ ordinal: sequence, documentOrdinal: document, documentHash, length: own, lead }, row) => {
    const place = { sequence, document, length: own, lead, split: SPLIT_IDS[documentSplit(documentHash)] };
    accumulators.forEach((accumulator, source) => {
      const found = activations[source];
      if (found) addSequence(accumulator, place, found.indices, found.values, row * length * found.k, found.k);
    });
  });
  return countTextTokens(batch);
}
