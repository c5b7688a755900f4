import type { RunDetail } from "#lib/catalog/queries/runs.ts";
import type { DocumentSplit } from "#lib/corpus/document-hash.ts";
import { countTextTokens } from "#lib/corpus/lead.ts";
import type { ActivationSession } from "#lib/engine/activation-session.ts";
import { type Observation, ObservationBuilder } from "#lib/explain/observations/observation.ts";
import type { SplitSequence } from "#lib/explain/queries/split-sequences.ts";
import type { Source } from "#prisma/generated/client.ts";
import type { JobContext } from "#workers/job-handler.ts";
import { openSession } from "#workers/open-session.ts";
import { openSource } from "#workers/open-source.ts";
import { openRunModel } from "#workers/run-sessions.ts";
import { inBatches, joinSequences } from "#workers/token-batches.ts";

const BATCH_SEQUENCES = 8;

export type ObserveContext = Pick<JobContext, "signal" | "engine"> & {
  /** Tokens run through the model so far. */
  onTokens?: (done: number, total: number) => void;
};

/** Runs a model over the texts of every split and keeps what the features of a source did. */
export async function observeSplits(
  run: RunDetail,
  source: Source,
  sequences: Readonly<Record<DocumentSplit, readonly SplitSequence[]>>,
  { engine, signal, onTokens }: ObserveContext,
): Promise<Record<DocumentSplit, Observation>> {
  const model = await openRunModel(run);
  const session = await openSession(model, [await openSource(model, source)], engine);
  const total = countTextTokens(Object.values(sequences).flat());
  let done = 0;
  const onBatch = (tokens: number) => {
    signal.throwIfAborted();
    done += tokens;
    onTokens?.(done, total);
  };
  try {
    return {
      explain: await observe(session, source.features, sequences.explain, onBatch),
      select: await observe(session, source.features, sequences.select, onBatch),
      test: await observe(session, source.features, sequences.test, onBatch),
    };
  } finally {
    await session.close();
  }
}

async function observe(
  session: ActivationSession,
  features: number,
  sequences: readonly SplitSequence[],
  onBatch: (tokens: number) => void,
): Promise<Observation> {
  const builder = new ObservationBuilder(features);
  for (const batch of inBatches(sequences, BATCH_SEQUENCES)) {
    const { tokenIds, length } = joinSequences(batch);
    const [found] = await session.run(tokenIds, batch.length, length);
    if (!found) throw new Error("The session answered for no source.");
    batch.forEach(({ length: own, lead }, row) =>
      builder.add(found.indices, found.values, { k: found.k, firstRow: row * length + lead, tokens: own - lead }),
    );
    onBatch(countTextTokens(batch));
  }
  return builder.finish();
}
