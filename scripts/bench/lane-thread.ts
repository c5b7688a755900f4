import { parentPort, workerData } from "node:worker_threads";
import { SEQUENCE_TOKENS_MAX } from "#lib/corpus/cut-sequences.ts";
import { openActivationSession } from "#lib/engine/activation-session.ts";
import { flushBatch } from "#lib/stats/source-accumulator.ts";
import { openDemoModel, readDemoSequences } from "#scripts/bench/demo-model.ts";
import type { LaneData, LaneOrder, LaneReport } from "#scripts/bench/lanes.ts";
import { BATCH_SEQUENCES, countBatch, createAccumulators } from "#workers/count-batch.ts";

/** Every sequence is run again as a new one once all were run. */
const TOKENS = 120_000;

const { threads, lane, lanes } = workerData as LaneData; // what `openLane` passes
const { model, sources } = await openDemoModel();
const session = await openActivationSession(
  model,
  sources.map(({ weights }) => weights),
  { threads },
);
const accumulators = createAccumulators(
  sources.map(({ weights }) => weights),
  { seed: 1, sequenceLength: SEQUENCE_TOKENS_MAX },
);
const sequences = (await readDemoSequences(TOKENS)).filter((_, i) => i % lanes === lane);
let next = 0;

async function runBatch(count: boolean): Promise<void> {
  const tokenIds = new Int32Array(BATCH_SEQUENCES * SEQUENCE_TOKENS_MAX);
  const batch = Array.from({ length: BATCH_SEQUENCES }, (_, row) => {
    const ordinal = next++;
    tokenIds.set(sequences[ordinal % sequences.length]?.tokens ?? [], row * SEQUENCE_TOKENS_MAX);
    // A document for each sequence: the most that counting by document can cost.
    const documentHash = ordinal.toString(16).padStart(40, "0");
    return { ordinal, documentOrdinal: ordinal, documentHash, length: SEQUENCE_TOKENS_MAX, lead: 1 };
  });
  const activations = await session.run(tokenIds, BATCH_SEQUENCES, SEQUENCE_TOKENS_MAX);
  if (count) countBatch(accumulators, batch, activations, SEQUENCE_TOKENS_MAX);
}

async function run({ batches, count }: LaneOrder): Promise<void> {
  for (let i = 0; i < batches; i++) await runBatch(count);
  // What is gathered is counted within the round that gathered it.
  if (count) accumulators.forEach(flushBatch);
  parentPort?.postMessage("done" satisfies LaneReport);
}

parentPort?.on("message", (order: LaneOrder) => void run(order));
parentPort?.postMessage("ready" satisfies LaneReport);
